package io.spoolway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    @TempDir
    Path directory;

    @Test
    void comeFromTheEnvironment() {
        assertThat(read(Map.of("SPOOLWAY_S3_BUCKET", " blobs "), s -> s.text(Setting.S3_BUCKET)))
                .isEqualTo("blobs");
    }

    @Test
    void haveDefaults() {
        assertThat(read(Map.of(), s -> s.text(Setting.S3_REGION))).isEqualTo("us-east-1");
        assertThat(read(Map.of(), s -> s.number(Setting.KAFKA_PARTITIONS, 1, 100)))
                .isEqualTo(8);
        assertThat(read(Map.of(), s -> s.duration(Setting.UPLOAD_EXPIRY))).isEqualTo(Duration.ofDays(7));
        assertThat(read(Map.of(), s -> s.bytes(Setting.CHUNK_SIZE))).isEqualTo(8L << 20);
    }

    @Test
    void doNotLookAtVariablesOfOthers() {
        assertThat(read(
                        Map.of("PATH", "/usr/bin", "SPOOLWAYS_BUCKET", "x", "spoolway_s3_bucket", "x"),
                        s -> s.text(Setting.S3_REGION)))
                .isEqualTo("us-east-1");
    }

    @Test
    void comeFromAFileInLowerCaseWithDots() {
        Map<String, String> environment = Map.of("SPOOLWAY_CONFIG", file("""
                # where the blobs are
                s3.endpoint = https://s3.example.com
                s3.bucket = blobs
                upload.buffer = 256MiB
                """));

        assertThat(read(environment, s -> s.url(Setting.S3_ENDPOINT))).hasToString("https://s3.example.com");
        assertThat(read(environment, s -> s.text(Setting.S3_BUCKET))).isEqualTo("blobs");
        assertThat(read(environment, s -> s.bytes(Setting.UPLOAD_BUFFER))).isEqualTo(256L << 20);
    }

    @Test
    void ofTheEnvironmentWinOverThoseOfTheFile() {
        Map<String, String> environment = Map.of(
                "SPOOLWAY_CONFIG",
                file("s3.bucket = from-file\ns3.region = from-file"),
                "SPOOLWAY_S3_BUCKET",
                "from-environment");

        assertThat(read(environment, s -> s.text(Setting.S3_BUCKET))).isEqualTo("from-environment");
        assertThat(read(environment, s -> s.text(Setting.S3_REGION))).isEqualTo("from-file");
    }

    /** However the file spells it: a gateway that takes the header out of requests must know of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "subject.header = X-Forwarded-User",
                "subject_header: X-Forwarded-User",
                "SUBJECT_HEADER X-Forwarded-User",
                "Subject.Header=X-Forwarded-User",
                "subject\\.\\\n  header = X-Forwarded-User",
                "\\u0073ubject.header = X-Forwarded-User"
            })
    void thatNameTheSubjectHeaderComeFromTheEnvironmentAlone(String line) {
        assertThat(problems(
                        Map.of("SPOOLWAY_CONFIG", file(line), "SPOOLWAY_SUBJECT_HEADER", "X-Forwarded-User"),
                        s -> s.optionalHeader(Setting.SUBJECT_HEADER)))
                .singleElement()
                .asString()
                .contains(directory.resolve("settings").toString(), "set SPOOLWAY_SUBJECT_HEADER in the environment");
    }

    @Test
    void thatNobodyKnowsAreRefused() {
        assertThat(problems(
                        Map.of("SPOOLWAY_S3_BUKET", "blobs", "SPOOLWAY_CONFIG", file("s3.regoin = eu-west-1")),
                        s -> "nothing"))
                .containsExactlyInAnyOrder(
                        "SPOOLWAY_S3_BUKET is not a setting of Spoolway",
                        "s3.regoin in %s is not a setting of Spoolway".formatted(directory.resolve("settings")));
    }

    @Test
    void thatCannotBeReadAreRefused() {
        assertThat(problems(Map.of("SPOOLWAY_CONFIG", directory + "/not-there"), s -> "nothing"))
                .singleElement()
                .asString()
                .isEqualTo("there is no file " + directory + "/not-there (SPOOLWAY_CONFIG, or --config)");
    }

    @Test
    void ofOtherServicesAreLeftAlone() {
        assertThat(read(Map.of("SPOOLWAY_VERIFIER_CONSUMERS", "not even a number"), s -> s.text(Setting.NODE)))
                .isEqualTo("");
    }

    @Test
    void tellAllProblemsTogether() {
        Map<String, String> environment = Map.of(
                "SPOOLWAY_S3_ENDPOINT", "s3.example.com",
                "SPOOLWAY_S3_PARALLELISM", "0",
                "SPOOLWAY_CHUNK_SIZE", "8 megabytes",
                "SPOOLWAY_UPLOAD_EXPIRY", "7",
                "SPOOLWAY_S3_ALLOW_UNCONDITIONAL", "maybe",
                "SPOOLWAY_STATE_SECRET", "short",
                "SPOOLWAY_TYPO", "x");

        assertThat(problems(
                        environment,
                        s -> List.of(
                                s.text(Setting.S3_BUCKET),
                                s.url(Setting.S3_ENDPOINT),
                                s.number(Setting.S3_PARALLELISM, 1, 100),
                                s.bytes(Setting.CHUNK_SIZE),
                                s.duration(Setting.UPLOAD_EXPIRY),
                                s.flag(Setting.S3_ALLOW_UNCONDITIONAL),
                                s.secret(Setting.STATE_SECRET, 16))))
                .containsExactly(
                        "SPOOLWAY_TYPO is not a setting of Spoolway",
                        "SPOOLWAY_S3_BUCKET is not set: bucket that holds blobs and spool; it must exist",
                        "SPOOLWAY_S3_ENDPOINT is \"s3.example.com\", but must be a URL such as http://127.0.0.1:9000",
                        "SPOOLWAY_S3_PARALLELISM is \"0\", but must be a whole number from 1 to 100",
                        "SPOOLWAY_CHUNK_SIZE is \"8 megabytes\", but must be a size such as 8MiB",
                        "SPOOLWAY_UPLOAD_EXPIRY is \"7\", but must be a duration such as 500ms, 30s, 5m, 12h or 7d",
                        "SPOOLWAY_S3_ALLOW_UNCONDITIONAL is \"maybe\", but must be true or false",
                        "SPOOLWAY_STATE_SECRET has 5 characters; at least 16 are needed");
    }

    @Test
    void handOnTheVariablesOfOpenTelemetryThatAreSet() {
        Map<String, String> environment = Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", " https://collector:4318 ",
                "OTEL_TRACES_SAMPLER", "",
                "SPOOLWAY_S3_BUCKET", "blobs");

        assertThat(read(environment, Settings::openTelemetry))
                .isEqualTo(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector:4318"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"})
    void refuseAnEndpointForTracesThatIsNoUrlWithAllOthers(String endpoint) {
        assertThat(problems(Map.of(endpoint, "collector:4318", "SPOOLWAY_TYPO", "x"), Settings::openTelemetry))
                .containsExactly(
                        "SPOOLWAY_TYPO is not a setting of Spoolway",
                        endpoint + " is \"collector:4318\", but must be a URL such as http://127.0.0.1:4318");
    }

    @Test
    void tellTheirProblemsInOneMessageALineEach() {
        assertThat(refused(Map.of("SPOOLWAY_A", "", "SPOOLWAY_B", ""), s -> "nothing"))
                .hasMessageStartingWith("2 problems in the settings:")
                .hasMessageContaining("\n  SPOOLWAY_A is not a setting of Spoolway")
                .hasMessageContaining("\n  SPOOLWAY_B is not a setting of Spoolway");
        assertThat(refused(Map.of("SPOOLWAY_A", ""), s -> "nothing"))
                .hasMessageStartingWith("1 problem in the settings:");
    }

    @Test
    void neverTellASecret() {
        assertThat(refused(
                        Map.of("SPOOLWAY_STATE_SECRET", "s3cr3t", "SPOOLWAY_S3_SECRET_KEY", ""),
                        s -> List.of(s.secret(Setting.STATE_SECRET, 16), s.text(Setting.S3_SECRET_KEY))))
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    void takeInWhatTheConfigurationItselfRefuses() {
        assertThat(problems(Map.of("SPOOLWAY_TYPO", "x"), s -> {
                    throw new IllegalArgumentException("chunks are larger than the buffer");
                }))
                .containsExactly("SPOOLWAY_TYPO is not a setting of Spoolway", "chunks are larger than the buffer");
    }

    @ParameterizedTest
    @EnumSource(names = {"S3_BUCKET", "S3_ACCESS_KEY", "S3_SECRET_KEY", "KAFKA_BOOTSTRAP_SERVERS", "STATE_SECRET"})
    void withoutADefaultMustBeSet(Setting setting) {
        String problem = "%s is not set: %s".formatted(setting.variable(), setting.description());

        assertThat(problems(Map.of(), s -> s.text(setting))).containsExactly(problem);
        assertThat(problems(Map.of(setting.variable(), "  "), s -> s.text(setting)))
                .containsExactly(problem);
    }

    @Test
    void withoutADefaultAreMissedOnlyOnceWhateverTheyAre() {
        assertThat(problems(Map.of(), s -> s.url(Setting.S3_ENDPOINT))).hasSize(1);
        assertThat(problems(Map.of(), s -> s.secret(Setting.STATE_SECRET, 16))).hasSize(1);
    }

    @Test
    void forEveryKafkaClientArePassedOn() {
        Map<String, String> environment = Map.of(
                "SPOOLWAY_CONFIG",
                file("""
                        kafka.client.security.protocol = PLAINTEXT
                        kafka.client.ssl.truststore.location = /etc/trust.jks
                        """),
                "SPOOLWAY_KAFKA_CLIENT_SECURITY_PROTOCOL",
                "SASL_SSL",
                "SPOOLWAY_KAFKA_CLIENT_SASL_JAAS_CONFIG",
                "Module required a=\"b_C\";");

        assertThat(read(environment, Settings::kafkaClient))
                .isEqualTo(Map.of(
                        "security.protocol", "SASL_SSL",
                        "ssl.truststore.location", "/etc/trust.jks",
                        "sasl.jaas.config", "Module required a=\"b_C\";"));
    }

    @Test
    void thatNoKafkaClientTakesAreToldWithAllOthers() {
        Map<String, String> environment = Map.of(
                "SPOOLWAY_TYPO", "x",
                "SPOOLWAY_CONFIG", file("kafka.client.auto.offset.reset = sometimes"),
                "SPOOLWAY_KAFKA_CLIENT_COMPRESSION_TYPE", "nonsense",
                "SPOOLWAY_KAFKA_CLIENT_RETRY_BACKOFF_MS", "soon",
                "SPOOLWAY_KAFKA_CLIENT_SASL_JAAS_CONFIG", "whatever only a login finds out",
                "SPOOLWAY_KAFKA_CLIENT_SOME_PLUGIN", "that only a plug-in knows");

        assertThat(problems(environment, Settings::kafkaClient))
                .satisfiesExactly(
                        typo -> assertThat(typo).startsWith("SPOOLWAY_TYPO "),
                        reset -> assertThat(reset)
                                .startsWith("SPOOLWAY_KAFKA_CLIENT_AUTO_OFFSET_RESET: ")
                                .contains("sometimes"),
                        type -> assertThat(type)
                                .startsWith("SPOOLWAY_KAFKA_CLIENT_COMPRESSION_TYPE: ")
                                .contains("nonsense"),
                        pause -> assertThat(pause)
                                .startsWith("SPOOLWAY_KAFKA_CLIENT_RETRY_BACKOFF_MS: ")
                                .contains("soon"));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "0s,     PT0S",
        "500ms,  PT0.5S",
        "30s,    PT30S",
        "5m,     PT5M",
        "12h,    PT12H",
        "7d,     PT168H",
        "5 m,    PT5M",
    })
    void readDurations(String text, Duration duration) {
        assertThat(Settings.parseDuration(text)).hasValue(duration);
        assertThat(read(Map.of("SPOOLWAY_UPLOAD_EXPIRY", text), s -> s.duration(Setting.UPLOAD_EXPIRY)))
                .isEqualTo(duration);
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(
            strings = {"", "5", "m", "-5m", "+5m", "1.5h", "5M", "5min", "1h30m", "PT5M", "999999999999999d", "٥m"})
    void refuseOtherDurations(String text) {
        assertThat(Settings.parseDuration(text)).isEmpty();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "0,      0",
        "4096,   4096",
        "16KiB,  16384",
        "8MiB,   8388608",
        "2 GiB,  2147483648",
    })
    void readSizes(String text, long bytes) {
        assertThat(read(Map.of("SPOOLWAY_CHUNK_SIZE", text), s -> s.bytes(Setting.CHUNK_SIZE)))
                .isEqualTo(bytes);
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"8M", "8MB", "8mib", "8.5MiB", "-1", "MiB", "999999999999999GiB", "1TiB"})
    void refuseOtherSizes(String text) {
        assertThat(problems(Map.of("SPOOLWAY_CHUNK_SIZE", text), s -> s.bytes(Setting.CHUNK_SIZE)))
                .containsExactly("SPOOLWAY_CHUNK_SIZE is \"%s\", but must be a size such as 8MiB".formatted(text));
    }

    @ParameterizedTest(name = "{0} from 5MiB to 1GiB")
    @CsvSource({"5MiB, 5242880", "1GiB, 1073741824", "6000000, 6000000"})
    void readSizesInARange(String text, int bytes) {
        assertThat(read(Map.of("SPOOLWAY_CHUNK_SIZE", text), s -> s.bytes(Setting.CHUNK_SIZE, 5, 1024)))
                .isEqualTo(bytes);
    }

    @ParameterizedTest(name = "{0} from 5MiB to 1GiB")
    @ValueSource(strings = {"0", "5242879", "1073741825", "2GiB", "4GiB", "999999999999999", "huge"})
    void refuseSizesOutOfRange(String text) {
        assertThat(problems(Map.of("SPOOLWAY_CHUNK_SIZE", text), s -> s.bytes(Setting.CHUNK_SIZE, 5, 1024)))
                .containsExactly(
                        "SPOOLWAY_CHUNK_SIZE is \"%s\", but must be a size from 5MiB to 1024MiB".formatted(text));
    }

    @Test
    void mayHaveADefaultThatIsKnownOnlyAtRunTime() {
        assertThat(read(Map.of(), s -> s.bytes(Setting.UPLOAD_BUFFER, 123))).isEqualTo(123L);
        assertThat(read(Map.of("SPOOLWAY_UPLOAD_BUFFER", "1KiB"), s -> s.bytes(Setting.UPLOAD_BUFFER, 123)))
                .isEqualTo(1024L);
        assertThat(read(Map.of(), s -> s.number(Setting.HTTP_PORT, 0, 65_535, 5000)))
                .isEqualTo(5000);
        assertThat(read(Map.of("SPOOLWAY_HTTP_PORT", "0"), s -> s.number(Setting.HTTP_PORT, 0, 65_535, 5000)))
                .isEqualTo(0);
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"0", "101", "-1", "1e3", "0x10", "many", "99999999999"})
    void refuseNumbersOutOfRange(String text) {
        assertThat(problems(Map.of("SPOOLWAY_S3_PARALLELISM", text), s -> s.number(Setting.S3_PARALLELISM, 1, 100)))
                .containsExactly(
                        "SPOOLWAY_S3_PARALLELISM is \"%s\", but must be a whole number from 1 to 100".formatted(text));
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", " "})
    void thatAreEmptyAreAsIfTheyWereNotSet(String nothing) {
        assertThat(read(Map.of("SPOOLWAY_S3_REGION", nothing), s -> s.text(Setting.S3_REGION)))
                .isEqualTo("us-east-1");
        assertThat(read(Map.of("SPOOLWAY_CONFIG", nothing), s -> s.number(Setting.S3_PARALLELISM, 1, 100)))
                .isEqualTo(64);
        assertThat(problems(Map.of("SPOOLWAY_S3_BUCKET", nothing), s -> s.text(Setting.S3_BUCKET)))
                .containsExactly("SPOOLWAY_S3_BUCKET is not set: bucket that holds blobs and spool; it must exist");
    }

    @Test
    void thatAreEmptyInTheEnvironmentLeaveWhatTheFileSays() {
        Map<String, String> environment =
                Map.of("SPOOLWAY_CONFIG", file("s3.region = eu-west-1"), "SPOOLWAY_S3_REGION", "");

        assertThat(read(environment, s -> s.text(Setting.S3_REGION))).isEqualTo("eu-west-1");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"true, true", "TRUE, true", "false, false", "False, false"})
    void readFlags(String text, boolean flag) {
        assertThat(read(Map.of("SPOOLWAY_S3_ALLOW_UNCONDITIONAL", text), s -> s.flag(Setting.S3_ALLOW_UNCONDITIONAL)))
                .isEqualTo(flag);
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"127.0.0.1:9000", "ftp://example.com", "http://", "http:///bucket", "http://a b", "/path"})
    void refuseWhatIsNoWebAddress(String text) {
        assertThat(problems(Map.of("SPOOLWAY_S3_ENDPOINT", text), s -> s.url(Setting.S3_ENDPOINT)))
                .containsExactly("SPOOLWAY_S3_ENDPOINT is \"%s\", but must be a URL such as http://127.0.0.1:9000"
                        .formatted(text));
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"X User", "X-User:", "(user)", "X-Üser", "a,b"})
    void refuseWhatIsNoNameOfAHeader(String text) {
        assertThat(problems(Map.of("SPOOLWAY_SUBJECT_HEADER", text), s -> s.optionalHeader(Setting.SUBJECT_HEADER)))
                .containsExactly(
                        "SPOOLWAY_SUBJECT_HEADER is \"%s\", but must be the name of a header, such as X-Forwarded-User"
                                .formatted(text));
    }

    @Test
    void readTheNameOfAHeader() {
        assertThat(read(
                        Map.of("SPOOLWAY_SUBJECT_HEADER", "x-auth_request.User"),
                        s -> s.optionalHeader(Setting.SUBJECT_HEADER)))
                .isEqualTo(Optional.of("x-auth_request.User"));
        assertThat(read(Map.of(), s -> s.optionalHeader(Setting.SUBJECT_HEADER)))
                .isEqualTo(Optional.empty());
    }

    @Test
    void haveDefaultsThatCanBeRead() {
        Map<String, String> all = new HashMap<>();
        for (Setting setting : Setting.values()) {
            setting.defaultValue()
                    .filter(value -> !value.isEmpty())
                    .ifPresent(value -> all.put(setting.variable(), value));
            assertThat(setting.description()).isNotBlank();
        }

        assertThat(all).isNotEmpty();
        assertThat(read(all, s -> s.text(Setting.S3_REGION))).isEqualTo("us-east-1");
    }

    private static Object read(Map<String, String> environment, Function<Settings, Object> reader) {
        return Settings.read(environment, reader);
    }

    private static List<String> problems(Map<String, String> environment, Function<Settings, Object> reader) {
        return refused(environment, reader).problems();
    }

    private static InvalidSettingsException refused(
            Map<String, String> environment, Function<Settings, Object> reader) {
        InvalidSettingsException refused =
                catchThrowableOfType(InvalidSettingsException.class, () -> read(environment, reader));
        return refused == null ? fail("the settings were taken") : refused;
    }

    private String file(String content) {
        try {
            return Files.writeString(directory.resolve("settings"), content).toString();
        } catch (IOException e) {
            return fail(e);
        }
    }
}
