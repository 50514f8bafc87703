package io.spoolway.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.spoolway.testing.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files in {@code compose} that Prometheus and Grafana read. */
class DashboardsTest {
    private static final Path COMPOSE = Path.of("..", "compose");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Pattern SELECTOR =
            Pattern.compile("\\b((?:spoolway|kafka|jvm|process|system|container)_[a-z0-9_]+|up|ALERTS)\\b(\\{[^}]*})?");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");
    private static final Pattern ALERT_NAME = Pattern.compile("alertname=\"(\\w+)\"");
    private static final Pattern WORD = Pattern.compile("[a-z_-]+");

    /** What Prometheus itself says of each target. */
    private static final Set<String> OF_TARGETS = Set.of("job", "instance");

    private static final Set<String> OF_PROMETHEUS = Set.of("up", "ALERTS");

    @Test
    void theDashboardAsksForNothingThatIsNotDocumented() throws Exception {
        List<String> queries = dashboard().findValuesAsText("expr");

        assertThat(queries).hasSizeGreaterThan(20);
        assertThat(queries).allSatisfy(DashboardsTest::asksForWhatIsDocumented);
    }

    @Test
    void theAlertsAskForNothingThatIsNotDocumented() throws Exception {
        List<String> queries = alerts().findValuesAsText("expr");

        assertThat(queries).hasSizeGreaterThan(10);
        assertThat(queries).allSatisfy(DashboardsTest::asksForWhatIsDocumented);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spoolway_redy == 0",
                "max by (groupe) (spoolway_queue_backlog_records)",
                "spoolway_jobs_seconds_count{operation=\"accept\"}",
                "sum by (le) (rate(spoolway_store_requests_seconds_count{operation=\"head\"}[5m]))",
                "spoolway_store_requests_seconds_count{operation=~\"get|heads\"}"
            })
    void whatIsNotDocumentedIsSeen(String query) {
        assertThatThrownBy(() -> asksForWhatIsDocumented(query)).isInstanceOf(AssertionError.class);
    }

    @Test
    void everyAlertSaysWhatItMeansAndWhatToDo() throws Exception {
        List<JsonNode> rules = new ArrayList<>();
        alerts().path("groups").forEach(group -> group.path("rules").forEach(rules::add));

        assertThat(rules).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.path("alert").asText()).startsWith("Spoolway");
            assertThat(rule.path("labels").path("severity").asText()).isIn("warning", "critical");
            for (String annotation : List.of("summary", "description", "action")) {
                assertThat(rule.path("annotations").path(annotation).asText())
                        .as(rule.path("alert").asText() + ": " + annotation)
                        .isNotBlank();
            }
        });
    }

    @Test
    void everyAlertIsTried() throws Exception {
        JsonNode tests =
                YAML.readTree(COMPOSE.resolve("prometheus/alerts-test.yml").toFile());
        Set<String> fired = new HashSet<>();
        tests.findValues("alert_rule_test")
                .forEach(list -> list.forEach(test -> {
                    if (!test.path("exp_alerts").isEmpty()) {
                        fired.add(test.path("alertname").asText());
                    }
                }));
        tests.findValues("exp_samples")
                .forEach(list -> list.forEach(sample -> ALERT_NAME
                        .matcher(sample.path("labels").asText())
                        .results()
                        .forEach(name -> fired.add(name.group(1)))));

        assertThat(fired).containsAll(alerts().findValuesAsText("alert"));
    }

    @Test
    void everyPanelAsksTheDataSourceThatIsProvided() throws Exception {
        String uid = YAML.readTree(COMPOSE.resolve("grafana/provisioning/datasources/prometheus.yml")
                        .toFile())
                .path("datasources")
                .path(0)
                .path("uid")
                .asText();

        assertThat(dashboard().path("uid").asText()).isEqualTo("spoolway");
        assertThat(dashboard().findValues("datasource"))
                .isNotEmpty()
                .allSatisfy(source -> assertThat(source.path("uid").asText()).isEqualTo(uid));
        Set<Integer> ids = new HashSet<>();
        dashboard()
                .path("panels")
                .forEach(panel -> assertThat(ids.add(panel.path("id").asInt()))
                        .as(panel.path("title").asText())
                        .isTrue());
    }

    @Test
    void prometheusTakesItsFilesAndTheAlertsFireWhenTheyShould() throws Exception {
        Optional<Path> promtool = Programs.find("promtool");
        assumeTrue(
                promtool.isPresent(),
                "promtool is not installed: rules and their tests are not tried (Debian: prometheus)");

        check(promtool.get(), "check", "config", file("prometheus.yml"));
        check(promtool.get(), "check", "rules", file("alerts.yml"));
        check(promtool.get(), "test", "rules", file("alerts-test.yml"));
    }

    private static void check(Path promtool, String... arguments) throws Exception {
        Promtool.Result result = new Promtool(promtool).run("", arguments);

        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    private static String file(String name) {
        return COMPOSE.resolve("prometheus").resolve(name).toString();
    }

    private static JsonNode alerts() throws IOException {
        return YAML.readTree(COMPOSE.resolve("prometheus/alerts.yml").toFile());
    }

    private static JsonNode dashboard() throws IOException {
        return new ObjectMapper()
                .readTree(COMPOSE.resolve("grafana/dashboards/spoolway.json").toFile());
    }

    /** Each metric by its name, with labels that it has, and with values that the page lists where they are words. */
    private static void asksForWhatIsDocumented(String query) {
        Set<String> labels = new HashSet<>(OF_TARGETS);
        List<MatchResult> selectors = SELECTOR.matcher(GROUPING.matcher(query).replaceAll(""))
                .results()
                .toList();
        for (MatchResult selector : selectors) {
            String name = selector.group(1);
            if (OF_PROMETHEUS.contains(name)) {
                continue;
            }
            MetricFamily metric = MetricsReference.ofQuery(name);
            Set<String> own = new HashSet<>(OF_TARGETS);
            own.addAll(metric.labels());
            own.addAll(name.endsWith("_bucket") ? Set.of("le") : Set.of());
            labels.addAll(own);
            MATCHER.matcher(Objects.requireNonNullElse(selector.group(2), ""))
                    .results()
                    .forEach(matcher -> assertThatIsDocumented(metric, own, matcher.group(1), matcher.group(2)));
        }
        assertThat(selectors).as(query).isNotEmpty();
        assertThat(GROUPING.matcher(query)
                        .results()
                        .flatMap(by -> Stream.of(by.group(1).split("\\s*,\\s*"))))
                .as(query)
                .isSubsetOf(labels);
    }

    private static void assertThatIsDocumented(MetricFamily metric, Set<String> labels, String label, String values) {
        assertThat(labels).as("labels of %s", metric.name()).contains(label);
        if (metric.labels().contains(label)) {
            assertThat(Stream.of(values.split("\\|")).filter(WORD.asMatchPredicate()))
                    .as("%s of %s", label, metric.name())
                    .isSubsetOf(MetricsReference.wordsOf(metric.name()));
        }
    }
}
