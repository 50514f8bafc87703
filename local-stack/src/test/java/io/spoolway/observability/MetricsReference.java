package io.spoolway.observability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables of docs/METRICS.md. */
final class MetricsReference {
    private static final Pattern ROW = Pattern.compile("\\| `([a-z_]+)` \\| (\\w+) \\|([^|]*)\\|.*");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private MetricsReference() {}

    /** Each metric that is documented, by name. */
    static Map<String, MetricFamily> read() {
        Map<String, MetricFamily> documented = new TreeMap<>();
        rows().forEach(row ->
                documented.put(row.group(1), new MetricFamily(row.group(1), row.group(2), words(row.group(3)))));
        return documented;
    }

    /**
     * The metric that this name stands for in a query.
     *
     * @throws AssertionError when none is documented
     */
    static MetricFamily ofQuery(String name) {
        return Optional.ofNullable(namesInQueries().get(name))
                .orElseThrow(() -> new AssertionError(name + " is not documented"));
    }

    private static Map<String, MetricFamily> namesInQueries() {
        Map<String, MetricFamily> names = new TreeMap<>();
        read().forEach((name, metric) -> {
            List<String> suffixes = switch (metric.type()) {
                case "histogram" -> List.of("_bucket", "_count", "_sum", "_max");
                case "summary" -> List.of("_count", "_sum", "_max");
                default -> List.of("");
            };
            suffixes.forEach(suffix -> names.put(name + suffix, metric));
        });
        return names;
    }

    /** All that stands as code in the row of a metric, and so each value of a label that is listed there. */
    static Set<String> wordsOf(String metric) {
        return rows().filter(row -> row.group(1).equals(metric))
                .flatMap(row -> words(row.group()).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<MatchResult> rows() {
        try {
            return Files.readAllLines(Path.of("..", "docs", "METRICS.md")).stream()
                    .map(ROW::matcher)
                    .filter(Matcher::matches)
                    .map(Matcher::toMatchResult);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> words(String text) {
        return CODE.matcher(text).results().map(match -> match.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }
}
