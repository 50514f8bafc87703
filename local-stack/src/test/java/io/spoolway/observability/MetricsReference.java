package io.spoolway.observability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tables of docs/METRICS.md. */
final class MetricsReference {
    private static final Pattern ROW = Pattern.compile("\\| `([a-z_]+)` \\| (\\w+) \\|([^|]*)\\|.*");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private MetricsReference() {}

    /** Each metric that is documented, by name. */
    static Map<String, MetricFamily> read() {
        Map<String, MetricFamily> documented = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(Path.of("..", "docs", "METRICS.md"))) {
                Matcher row = ROW.matcher(line);
                if (row.matches()) {
                    Set<String> labels = CODE.matcher(row.group(3))
                            .results()
                            .map(match -> match.group(1))
                            .collect(Collectors.toCollection(TreeSet::new));
                    documented.put(row.group(1), new MetricFamily(row.group(1), row.group(2), labels));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return documented;
    }

    /** Every name that stands for a documented metric in a query. */
    static Set<String> namesInQueries() {
        return read().values().stream()
                .flatMap(metric -> switch (metric.type()) {
                    case "histogram" ->
                        Arrays.stream(new String[] {"_bucket", "_count", "_sum", "_max"})
                                .map(suffix -> metric.name() + suffix);
                    case "summary" ->
                        Arrays.stream(new String[] {"_count", "_sum", "_max"}).map(suffix -> metric.name() + suffix);
                    default -> Arrays.stream(new String[] {metric.name()});
                })
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
