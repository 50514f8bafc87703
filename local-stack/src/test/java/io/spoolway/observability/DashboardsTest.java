package io.spoolway.observability;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files in {@code compose} that Prometheus and Grafana read. */
class DashboardsTest {
    private static final Path COMPOSE = Path.of("..", "compose");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Pattern METRIC =
            Pattern.compile("\\b(?:spoolway|kafka|jvm|process|system|container)_[a-z0-9_]+\\b(?!\\s*[=!])");

    @Test
    void theDashboardAsksForNothingThatIsNotDocumented() throws Exception {
        List<String> queries = dashboard().findValuesAsText("expr");

        assertThat(queries).hasSizeGreaterThan(20);
        assertThat(metrics(queries)).isNotEmpty().isSubsetOf(MetricsReference.namesInQueries());
    }

    @Test
    void theAlertsAskForNothingThatIsNotDocumented() throws Exception {
        List<String> queries = alerts().findValuesAsText("expr");

        assertThat(queries).hasSizeGreaterThan(10);
        assertThat(metrics(queries)).isNotEmpty().isSubsetOf(MetricsReference.namesInQueries());
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
        String tests = YAML.readTree(
                        COMPOSE.resolve("prometheus/alerts-test.yml").toFile())
                .toString();

        assertThat(alerts().findValuesAsText("alert"))
                .allSatisfy(alert -> assertThat(tests).contains(alert));
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

    private static Set<String> metrics(List<String> queries) {
        Set<String> metrics = new HashSet<>();
        queries.forEach(query -> METRIC.matcher(query.replaceAll("\"[^\"]*\"", "\"\""))
                .results()
                .forEach(match -> metrics.add(match.group())));
        return metrics;
    }
}
