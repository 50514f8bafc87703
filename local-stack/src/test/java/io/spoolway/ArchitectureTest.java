package io.spoolway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.spoolway.service.TraceExport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which part may know which other. The modules of the build hold some of this too, but not within one module. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.spoolway");

    private static final String[] SERVICES = {
        "io.spoolway.ingest..", "io.spoolway.verifier..", "io.spoolway.linker..", "io.spoolway.auditor..",
    };

    /** The one place that configures the log of a process. */
    private static final String LOGGING = "io.spoolway.logging..";

    /** pipeline-core. */
    private static final String[] CORE = {
        "io.spoolway.oci..",
        "io.spoolway.spool..",
        "io.spoolway.store..",
        "io.spoolway.event..",
        "io.spoolway.work..",
        "io.spoolway.config..",
        "io.spoolway.fault..",
        "io.spoolway.service..",
        "io.spoolway.telemetry..",
        LOGGING,
    };

    @Test
    void servicesDoNotKnowEachOther() {
        slices().matching("io.spoolway.(ingest|verifier|linker|auditor)..")
                .should()
                .notDependOnEachOther()
                .because("they meet on Kafka and in pipeline-core, and each starts as a process of its own")
                .check(CLASSES);
    }

    @Test
    void servicesDoNotKnowWhoRunsThem() {
        noClasses()
                .that()
                .resideInAnyPackage(SERVICES)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.spoolway.stack..", "io.spoolway.cli..", "io.spoolway.bench..")
                .because("the local stack and the command line start services, and never the other way round")
                .check(CLASSES);
    }

    @Test
    void theCoreKnowsNoneOfThoseThatUseIt() {
        noClasses()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(with(SERVICES, "io.spoolway.stack..", "io.spoolway.cli..", "io.spoolway.bench.."))
                .because("pipeline-core is what all others share, so that it can be read without them")
                .check(CLASSES);
    }

    @Test
    void theCoreHasNoWebFrameworkAndNoKafkaStreams() {
        noClasses()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.javalin..", "jakarta.servlet..", "org.eclipse.jetty..", "org.apache.kafka.streams..")
                .because("the verifier and the linker carry everything that pipeline-core needs, and need neither")
                .check(CLASSES);
    }

    @Test
    void onlyTheAuditorKnowsKafkaStreams() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.spoolway.auditor..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka.streams..", "org.rocksdb..")
                .because(
                        "the pipeline works without an auditor: its steps are share groups, whose state is in the store")
                .check(CLASSES);
    }

    @Test
    void theAuditorKnowsTheTopicsOnly() {
        noClasses()
                .that()
                .resideInAnyPackage("io.spoolway.auditor..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.spoolway.store..", "io.spoolway.work..")
                .because("what it tells can be told again from the topics alone")
                .check(CLASSES);
    }

    @Test
    void onlyTheObjectStoreKnowsItsClient() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.spoolway.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.minio..", "okhttp3..")
                .because("the pipeline speaks to the store by role (ObjectReader, ObjectWriter, ...),"
                        + " and one call there is one request")
                .check(CLASSES);
    }

    @Test
    void onlyTelemetryAndTheExportOfTracesKnowOpenTelemetry() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.spoolway.telemetry..")
                .and()
                .doNotBelongToAnyOf(TraceExport.class)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.opentelemetry..")
                .because("others say what they work on, and need not know who is told")
                .check(CLASSES);
    }

    @Test
    void thePackagesOfTheCoreHaveNoCycles() {
        slices().matching("io.spoolway.(*)..")
                .should()
                .beFreeOfCycles()
                .because("each can then be understood with those below it alone")
                .check(CLASSES.that(resideInAnyPackage(CORE)));
    }

    @Test
    void servicesLogWithSlf4jAndDoNotPrint() {
        String[] all = with(SERVICES, CORE);
        noClasses()
                .that()
                .resideInAnyPackage(all)
                .and()
                .resideOutsideOfPackage(LOGGING)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.apache.logging..", "ch.qos.logback..")
                .because("whoever runs a service configures all of its logging in one place")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage(all)
                .should()
                .accessField(System.class, "out")
                .because("the output of a service is its log; only a start that fails is told on standard error")
                .check(CLASSES);
    }

    private static String[] with(String[] some, String... more) {
        return Stream.of(some, more).flatMap(Stream::of).toArray(String[]::new);
    }
}
