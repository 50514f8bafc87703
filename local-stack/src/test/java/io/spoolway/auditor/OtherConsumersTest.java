package io.spoolway.auditor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.spoolway.stack.LocalStack;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.Programs;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Services;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A consumer that knows nothing of Spoolway, and is not written in Java, reads the audit record. */
class OtherConsumersTest {
    private static final String KCAT = "kcat";

    private final LocalStack stack = TestStack.shared();
    private final Registry registry = new Registry(stack.httpEndpoint());

    @Test
    void kcatReadsCloudEventsInBinaryMode() throws Exception {
        assumeTrue(Programs.find(KCAT).isPresent(), "kcat is not installed");
        byte[] blob = Blobs.random(1000);
        String repository = Registry.newRepository();
        try (AuditorService _ = Services.auditor(Services.settings(stack, Map.of()))) {
            URI upload = registry.startUpload(repository);
            registry.put(Registry.withDigest(upload, Registry.sha256(blob)), blob);
            String id = Stores.uploadIn(upload).toString();

            List<String> records = Eventually.await()
                    .until(
                            () -> read().lines()
                                    .filter(line -> line.startsWith(id + "\t"))
                                    .toList(),
                            found -> found.size() == 4);

            String[] last = records.getLast().split("\t", 3);
            assertThat(last[1].split(","))
                    .contains(
                            "ce_specversion=1.0",
                            "ce_id=" + id + "/blob.linked",
                            "ce_type=spoolway.blob.linked",
                            "ce_source=urn:spoolway:auditor",
                            "ce_subject=" + id,
                            "content-type=application/json");
            assertThat(new ObjectMapper().readTree(last[2]).path("repository").asText())
                    .isEqualTo(repository);
        }
    }

    /** Key, headers and data of each record, one a line. */
    private String read() throws IOException, InterruptedException {
        Path output = Files.createTempFile("spoolway-kcat", ".log");
        try {
            Process kcat = new ProcessBuilder(
                            KCAT,
                            "-C",
                            "-e",
                            "-q",
                            "-b",
                            stack.bootstrapServers(),
                            "-t",
                            AuditTopics.AUDIT,
                            "-o",
                            "beginning",
                            "-X",
                            "isolation.level=read_committed",
                            "-f",
                            "%k\\t%h\\t%s\\n")
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(kcat.waitFor()).isZero();
            return Files.readString(output, StandardCharsets.UTF_8);
        } finally {
            Files.delete(output);
        }
    }
}
