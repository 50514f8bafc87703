package io.spoolway.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.spoolway.service.Monitoring;
import io.spoolway.stack.Component;
import io.spoolway.stack.LocalStack;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.Programs;
import io.spoolway.testing.Registry;
import io.spoolway.testing.TestStack;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** docs/METRICS.md, held to what services that have worked tell of themselves. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsReferenceTest {
    private static final String OURS = "spoolway_";

    private final Map<String, MetricFamily> documented = MetricsReference.read();
    private HttpServer endpoint;
    private LocalStack stack;

    @BeforeAll
    void work() throws Exception {
        endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        endpoint.start();
        Path directory = TestStack.temporaryDirectory();
        Path webhooks = directory.resolve("webhooks.json");
        Files.writeString(
                webhooks,
                "[{\"name\": \"ci\", \"url\": \"http://127.0.0.1:%d/\"}]"
                        .formatted(endpoint.getAddress().getPort()));
        stack = TestStack.start(directory, Component.all(), Map.of("SPOOLWAY_WEBHOOKS", webhooks.toString()));
        Registry registry = new Registry(stack.httpEndpoint());
        String repository = Registry.newRepository();
        registry.push(repository, Blobs.random(100_000));
        assertThat(registry.put(
                                Registry.withDigest(registry.startUpload(repository), Registry.sha256(new byte[0])),
                                Blobs.random(10))
                        .statusCode())
                .isEqualTo(400);
        assertThat(new Registry(stack.auditorEndpoint()).get("/stats").statusCode())
                .isEqualTo(200);
        System.gc(); // a pause is told after the first
    }

    @AfterAll
    void stop() throws Exception {
        if (stack != null) {
            stack.close();
        }
        endpoint.stop(0);
    }

    @Test
    void eachMetricThatIsDocumentedIsThere() {
        Eventually.await().untilAsserted(() -> assertThat(scraped().keySet()).containsAll(documented.keySet()));
    }

    @Test
    void eachOfOursIsDocumentedWithItsTypeAndItsLabels() {
        Eventually.await().until(() -> scraped().keySet().containsAll(documented.keySet()));

        assertThat(scraped().values())
                .filteredOn(metric -> metric.name().startsWith(OURS) && !isLargestOfHistogram(metric))
                .isNotEmpty()
                .allSatisfy(metric -> assertThat(documented).containsEntry(metric.name(), metric));
    }

    @Test
    void backlogAndOpenUploadsAreKnownAndComeBackToNothing() {
        for (String line : new String[] {
            "spoolway_queue_backlog_records{group=\"spoolway-verifier\"} 0.0",
            "spoolway_queue_backlog_records{group=\"spoolway-linker\"} 0.0",
            "spoolway_auditor_uploads_open{state=\"verifying\"} 0.0",
            "spoolway_auditor_uploads_stalled 0.0"
        }) {
            Eventually.await().untilAsserted(() -> assertThat(scrapes()).contains(line));
        }
    }

    @Test
    void namesAndHelpAreAsPrometheusWantsThem() throws Exception {
        Optional<Path> promtool = Programs.find("promtool");
        assumeTrue(promtool.isPresent(), "promtool is not installed: names are not checked (Debian: prometheus)");
        String ours = scrapes()
                .lines()
                .filter(line -> line.replaceFirst("^# (HELP|TYPE) ", "").startsWith(OURS))
                .distinct()
                .collect(Collectors.joining("\n", "", "\n"));

        Promtool.Result result = new Promtool(promtool.get()).run(ours, "check", "metrics");

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).isEmpty();
    }

    /** The registry tells it as a gauge beside each histogram. */
    private boolean isLargestOfHistogram(MetricFamily metric) {
        String histogram = metric.name().replaceFirst("_max$", "");
        return metric.type().equals("gauge")
                && documented.containsKey(histogram)
                && documented.get(histogram).type().equals("histogram");
    }

    private Map<String, MetricFamily> scraped() {
        Map<String, MetricFamily> all = new TreeMap<>();
        for (Monitoring service : stack.services()) {
            MetricFamily.parse(service.scrape())
                    .forEach((name, metric) -> all.merge(name, metric, (one, other) -> {
                        one.labels().addAll(other.labels());
                        return one;
                    }));
        }
        return all;
    }

    private String scrapes() {
        return stack.services().stream().map(Monitoring::scrape).collect(Collectors.joining());
    }
}
