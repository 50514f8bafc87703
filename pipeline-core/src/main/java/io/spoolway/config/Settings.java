package io.spoolway.config;

import io.spoolway.event.BootstrapServers;
import io.spoolway.fault.FileFaults;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The settings of this process, from a file and from the environment, which comes last and wins. A setting that is there
 * but empty is as if it were not there; properties of Kafka clients may be empty. Reading collects every problem, so that
 * all are reported together.
 */
public final class Settings {
    /** Where traces go, if anywhere. */
    private static final List<String> TRACE_ENDPOINTS =
            List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");

    private static final Pattern QUANTITY = Pattern.compile("(\\d{1,15})\\s*([A-Za-z]*)");

    /** RFC 9110, section 5.6.2. */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private final Map<Setting, String> values = new HashMap<>();
    private final Map<String, String> kafkaClient = new HashMap<>();
    private final Map<String, String> openTelemetry = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final Set<Setting> wrong = EnumSet.noneOf(Setting.class);

    private Settings() {}

    /**
     * Reads the configuration of a service.
     *
     * @param environment all variables; those that begin with neither {@code SPOOLWAY_} nor {@code OTEL_} are not looked at
     * @param reader builds the configuration by asking for each setting it needs
     * @throws InvalidSettingsException with all problems
     */
    public static <T> T read(Map<String, String> environment, Function<Settings, T> reader) {
        Settings settings = new Settings();
        String file = environment.get(Setting.CONFIG.variable());
        if (file != null && !file.isBlank()) {
            settings.addFile(Path.of(file));
        }
        environment.forEach((name, value) -> {
            if (name.startsWith(Setting.PREFIX)) {
                settings.add(name, name, value);
            } else if (name.startsWith("OTEL_") && !value.isBlank()) {
                settings.openTelemetry.put(name, value.strip());
            }
        });
        T config;
        try {
            config = reader.apply(settings);
        } catch (IllegalArgumentException e) {
            settings.problems.add(String.valueOf(e.getMessage()));
            throw new InvalidSettingsException(settings.problems);
        }
        if (!settings.problems.isEmpty()) {
            throw new InvalidSettingsException(settings.problems);
        }
        return config;
    }

    /** What {@link #read} would refuse. */
    public static List<String> problems(Map<String, String> environment, Function<Settings, ?> reader) {
        try {
            read(environment, reader);
            return List.of();
        } catch (InvalidSettingsException e) {
            return e.problems();
        }
    }

    private void addFile(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            problems.add(FileFaults.unreadable(file, e) + " (SPOOLWAY_CONFIG, or --config)");
        }
        properties.stringPropertyNames().stream()
                .sorted()
                .forEach(key -> addFromFile(
                        key + " in " + file,
                        Setting.PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_'),
                        properties.getProperty(key)));
    }

    private void addFromFile(String shown, String variable, String value) {
        // what stands before ingest-api takes this header out of requests, and knows its name from the environment too
        if (variable.equals(Setting.SUBJECT_HEADER.variable()) && !value.isBlank()) {
            problems.add("%s: set %s in the environment instead, of ingest-api and of the gateway before it"
                    .formatted(shown, variable));
        } else {
            add(shown, variable, value);
        }
    }

    private void add(String shown, String variable, String value) {
        if (variable.startsWith(Setting.KAFKA_CLIENT_PREFIX)) {
            String property = variable.substring(Setting.KAFKA_CLIENT_PREFIX.length());
            kafkaClient.put(property.toLowerCase(Locale.ROOT).replace('_', '.'), value);
            return;
        }
        Optional<Setting> setting = Setting.ofVariable(variable);
        if (setting.isEmpty()) {
            problems.add(shown + " is not a setting of Spoolway");
        } else if (!value.isBlank()) { // compose files and unit files set a variable to nothing for "as it is"
            values.put(setting.get(), value.strip());
        }
    }

    /** A text; a problem when it is not set and has no default. */
    public String text(Setting setting) {
        Optional<String> value = Optional.ofNullable(values.get(setting)).or(setting::defaultValue);
        if (value.isEmpty()) {
            problems.add("%s is not set: %s".formatted(setting.variable(), setting.description()));
            return "";
        }
        return value.get();
    }

    /** A text of at least so many characters. */
    public String secret(Setting setting, int minLength) {
        String value = text(setting);
        if (!value.isEmpty() && value.length() < minLength) {
            problems.add("%s has %d characters; at least %d are needed"
                    .formatted(setting.variable(), value.length(), minLength));
        }
        return value;
    }

    /** The name of a header that need not be set: a token (RFC 9110, section 5.1). */
    public Optional<String> optionalHeader(Setting setting) {
        String value = text(setting);
        if (value.isEmpty() || TOKEN.matcher(value).matches()) {
            return Optional.of(value).filter(name -> !name.isEmpty());
        }
        return wrong(setting, value, "the name of a header, such as X-Forwarded-User", Optional.empty());
    }

    /**
     * A text that something else can read; an empty one is read too.
     *
     * @param wanted what it must be, for people
     * @param reader throws IllegalArgumentException when it cannot read it
     */
    public <T> T parsed(Setting setting, String wanted, T placeholder, Function<String, T> reader) {
        String value = text(setting);
        try {
            return reader.apply(value);
        } catch (IllegalArgumentException e) {
            return wrong(setting, value, wanted, placeholder);
        }
    }

    /** Addresses of brokers. */
    public String brokers(Setting setting) {
        String value = text(setting);
        return value.isEmpty() || BootstrapServers.hosts(value).isPresent()
                ? value
                : wrong(setting, value, "host:port of one or more brokers, separated by commas", "");
    }

    /** A whole number in a range. */
    public int number(Setting setting, int min, int max) {
        return number(setting, text(setting), min, max);
    }

    /** A whole number in a range, with a default that differs between services. */
    public int number(Setting setting, int min, int max, int defaultValue) {
        String value = text(setting);
        return value.isEmpty() ? defaultValue : number(setting, value, min, max);
    }

    private int number(Setting setting, String value, int min, int max) {
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        return wrong(setting, value, "a whole number from %d to %d".formatted(min, max), min);
    }

    /** True or false. */
    public boolean flag(Setting setting) {
        String value = text(setting);
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> wrong(setting, value, "true or false", false);
        };
    }

    /** The name of a constant of an enum, in whatever case. */
    public <E extends Enum<E>> E choice(Setting setting, Class<E> type) {
        String value = text(setting);
        E[] constants = type.getEnumConstants();
        return Arrays.stream(constants)
                .filter(constant -> constant.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseGet(() -> wrong(
                        setting,
                        value,
                        "one of "
                                + Arrays.stream(constants)
                                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", ")),
                        constants[0]));
    }

    /** An http or https URL. */
    public URI url(Setting setting) {
        return url(setting, URI.create("http://invalid"));
    }

    /** The same, with a default that is another setting's value. */
    public URI url(Setting setting, URI defaultValue) {
        String value = text(setting);
        if (value.isEmpty()) {
            return defaultValue;
        }
        return parseUrl(value)
                .orElseGet(() -> wrong(setting, value, "a URL such as http://127.0.0.1:9000", defaultValue));
    }

    /** An http or https URL that need not be set. */
    public Optional<URI> optionalUrl(Setting setting) {
        return text(setting).isEmpty() ? Optional.empty() : Optional.of(url(setting));
    }

    /** A duration: a number and ms, s, m, h or d. */
    public Duration duration(Setting setting) {
        String value = text(setting);
        return parseDuration(value)
                .orElseGet(() -> wrong(setting, value, "a duration such as 500ms, 30s, 5m, 12h or 7d", Duration.ZERO));
    }

    /** A duration that is not too short. */
    public Duration duration(Setting setting, Duration min) {
        String value = text(setting);
        return parseDuration(value)
                .filter(duration -> duration.compareTo(min) >= 0)
                .orElseGet(() -> wrong(
                        setting,
                        value,
                        "a duration of %ds or more, such as 30s or 5m".formatted(min.toSeconds()),
                        min));
    }

    /** A duration that is neither too short nor too long; both limits are whole seconds. */
    public Duration duration(Setting setting, Duration min, Duration max) {
        String value = text(setting);
        return parseDuration(value)
                .filter(duration -> duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0)
                .orElseGet(() -> wrong(
                        setting,
                        value,
                        "a duration from %s to %s, such as 30s or 5m".formatted(told(min), told(max)),
                        min));
    }

    private static String told(Duration duration) {
        return duration.equals(Duration.ofDays(duration.toDays()))
                ? duration.toDays() + "d"
                : duration.toSeconds() + "s";
    }

    /** One setting against another, as both were read. Nothing is said of it when one of them is wrong by itself. */
    public void requireAtMost(Setting setting, long value, Setting limit, long most) {
        if (value > most && !wrong.contains(setting) && !wrong.contains(limit)) {
            problems.add("%s is \"%s\", but must be at most %s, which is \"%s\""
                    .formatted(setting.variable(), text(setting), limit.variable(), text(limit)));
        }
    }

    /**
     * What has settings of its own, such as a file that one names: its problems are told with the others.
     *
     * @param reader throws InvalidSettingsException
     */
    public <T> T collected(T placeholder, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (InvalidSettingsException e) {
            problems.addAll(e.problems());
            return placeholder;
        }
    }

    /** A number of bytes: a number and KiB, MiB or GiB, or nothing. */
    public long bytes(Setting setting) {
        return bytes(setting, text(setting), 0L);
    }

    /** A number of bytes in a range of MiB. */
    public int bytes(Setting setting, int minMiB, int maxMiB) {
        String value = text(setting);
        OptionalLong bytes = parseBytes(value);
        if (bytes.isPresent() && bytes.getAsLong() >= (long) minMiB << 20 && bytes.getAsLong() <= (long) maxMiB << 20) {
            return Math.toIntExact(bytes.getAsLong());
        }
        return wrong(setting, value, "a size from %dMiB to %dMiB".formatted(minMiB, maxMiB), minMiB << 20);
    }

    /** A number of bytes, or a default that is not known before the process runs. */
    public long bytes(Setting setting, long defaultValue) {
        String value = text(setting);
        return value.isEmpty() ? defaultValue : bytes(setting, value, defaultValue);
    }

    private long bytes(Setting setting, String value, long placeholder) {
        OptionalLong bytes = parseBytes(value);
        return bytes.isPresent() ? bytes.getAsLong() : wrong(setting, value, "a size such as 8MiB", placeholder);
    }

    /** Properties for every Kafka client; those that a kind of client refuses by themselves are problems. */
    public Map<String, String> kafkaClient() {
        problems.addAll(KafkaProperties.problems(kafkaClient));
        return Map.copyOf(kafkaClient);
    }

    /** Variables of the OpenTelemetry SDK by their own names, from the environment alone; endpoints are http or https URLs. */
    public Map<String, String> openTelemetry() {
        for (String endpoint : TRACE_ENDPOINTS) {
            String value = openTelemetry.getOrDefault(endpoint, "");
            if (!value.isEmpty() && parseUrl(value).isEmpty()) {
                problems.add(
                        "%s is \"%s\", but must be a URL such as http://127.0.0.1:4318".formatted(endpoint, value));
            }
        }
        return Map.copyOf(openTelemetry);
    }

    private <T> T wrong(Setting setting, String value, String wanted, T placeholder) {
        wrong.add(setting);
        if (!value.isEmpty() || setting.defaultValue().isPresent()) {
            problems.add("%s is \"%s\", but must be %s".formatted(setting.variable(), value, wanted));
        }
        return placeholder;
    }

    private static Optional<URI> parseUrl(String text) {
        try {
            return Optional.of(URI.create(text))
                    .filter(url -> "http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                    .filter(url -> url.getHost() != null);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Reads a number with ms, s, m, h or d behind it; empty for anything else. */
    public static Optional<Duration> parseDuration(String text) {
        Matcher quantity = QUANTITY.matcher(text);
        if (!quantity.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(quantity.group(1));
        try {
            return switch (quantity.group(2)) {
                case "ms" -> Optional.of(Duration.ofMillis(number));
                case "s" -> Optional.of(Duration.ofSeconds(number));
                case "m" -> Optional.of(Duration.ofMinutes(number));
                case "h" -> Optional.of(Duration.ofHours(number));
                case "d" -> Optional.of(Duration.ofDays(number));
                default -> Optional.empty();
            };
        } catch (ArithmeticException tooLong) {
            return Optional.empty();
        }
    }

    private static OptionalLong parseBytes(String text) {
        Matcher quantity = QUANTITY.matcher(text);
        if (!quantity.matches()) {
            return OptionalLong.empty();
        }
        long number = Long.parseLong(quantity.group(1));
        try {
            return switch (quantity.group(2)) {
                case "" -> OptionalLong.of(number);
                case "KiB" -> OptionalLong.of(Math.multiplyExact(number, 1L << 10));
                case "MiB" -> OptionalLong.of(Math.multiplyExact(number, 1L << 20));
                case "GiB" -> OptionalLong.of(Math.multiplyExact(number, 1L << 30));
                default -> OptionalLong.empty();
            };
        } catch (ArithmeticException tooMuch) {
            return OptionalLong.empty();
        }
    }
}
