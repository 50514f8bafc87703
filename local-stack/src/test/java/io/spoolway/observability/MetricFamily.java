package io.spoolway.observability;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A metric as a scrape shows it.
 *
 * @param labels of all of its samples, without those that belong to its type
 */
record MetricFamily(String name, String type, Set<String> labels) {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+.*");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]\\w*)=\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Set<String> OF_TYPES = Set.of("le", "quantile");

    /** Those in the Prometheus text format, by name. */
    static Map<String, MetricFamily> parse(String scrape) {
        Map<String, MetricFamily> families = new TreeMap<>();
        scrape.lines().forEach(line -> {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ");
                families.put(words[2], new MetricFamily(words[2], words[3], new TreeSet<>()));
            } else if (!line.startsWith("#")) {
                addLabels(families, line);
            }
        });
        return families;
    }

    private static void addLabels(Map<String, MetricFamily> families, String line) {
        Matcher sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
            throw new AssertionError("not a sample: " + line);
        }
        String name = sample.group(1);
        MetricFamily family = families.getOrDefault(name, families.get(name.replaceFirst("_(count|sum|bucket)$", "")));
        if (family == null) {
            throw new AssertionError("a sample without a type: " + line);
        }
        Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
        while (label.find()) {
            if (!OF_TYPES.contains(label.group(1))) {
                family.labels().add(label.group(1));
            }
        }
    }
}
