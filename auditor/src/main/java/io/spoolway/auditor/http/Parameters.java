package io.spoolway.auditor.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.spoolway.config.Settings;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** The parameters of a query. Those that cannot be understood end the request with 400, which names them all. */
final class Parameters {
    /** What a time must be before: later ones have more digits than the time in an upload id. */
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private final Map<String, List<String>> values;
    private final List<String> problems = new ArrayList<>();

    private Parameters(Map<String, List<String>> values) {
        this.values = Map.copyOf(values);
    }

    /** The same for the query of a request. */
    static <T> T read(Context ctx, Set<String> known, Function<Parameters, T> reader) {
        return read(ctx.queryParamMap(), known, reader);
    }

    /**
     * Reads the parameters of a query.
     *
     * @param known what it may have; a name that is misspelt would be left out silently, and everything be told
     * @param reader asks for each; what cannot be understood is to it as if it were not given
     * @throws Problem with all that is wrong: with a value, a name that is not known, or one that lacks a value: such a one was
     *     there, and was dropped since it is not well encoded ({@code %zz}); it must not count as one that is not given
     */
    static <T> T read(Map<String, List<String>> values, Set<String> known, Function<Parameters, T> reader) {
        Parameters parameters = new Parameters(values);
        new TreeMap<>(values).forEach((name, given) -> {
            if (!known.contains(name)) {
                parameters.bad("there is no parameter \"%s\"; there %s"
                        .formatted(
                                name, known.isEmpty() ? "is none" : "are " + String.join(", ", new TreeSet<>(known))));
            } else if (given.isEmpty()) {
                parameters.bad(
                        "%s has a value that cannot be read: a %% must be followed by two hex digits".formatted(name));
            }
        });
        T query = reader.apply(parameters);
        if (!parameters.problems.isEmpty()) {
            throw Problem.of(HttpStatus.BAD_REQUEST, String.join("; ", parameters.problems));
        }
        return query;
    }

    /** One value, if it is given. */
    <T> Optional<T> one(String name, Function<String, T> parser) {
        List<String> given = values.getOrDefault(name, List.of());
        if (given.size() > 1) {
            bad("%s is given %d times, but can have one value".formatted(name, given.size()));
            return Optional.empty();
        }
        return given.stream().findFirst().flatMap(value -> parse(name, value, parser));
    }

    /**
     * All values that are given.
     *
     * @param parser throws IllegalArgumentException with a message for the user
     */
    <T> List<T> all(String name, Function<String, T> parser) {
        return values.getOrDefault(name, List.of()).stream()
                .flatMap(value -> parse(name, value, parser).stream())
                .toList();
    }

    /** A value, which may have come by another way than the query. */
    <T> Optional<T> parse(String name, String value, Function<String, T> parser) {
        try {
            return Optional.of(parser.apply(value));
        } catch (IllegalArgumentException e) {
            bad("%s is \"%s\": %s".formatted(name, value, e.getMessage()));
            return Optional.empty();
        }
    }

    private void bad(String problem) {
        problems.add(problem);
    }

    /** A whole number in a range. */
    int number(String name, int least, int most, int otherwise) {
        return one(name, value -> number(value, least, most)).orElse(otherwise);
    }

    private static int number(String value, int least, int most) {
        boolean isNumber =
                !value.isEmpty() && value.length() < 10 && value.chars().allMatch(c -> c >= '0' && c <= '9');
        int number = isNumber ? Integer.parseInt(value) : -1;
        if (number < least || number > most) {
            throw new IllegalArgumentException("it must be a whole number from %d to %d".formatted(least, most));
        }
        return number;
    }

    /** True or false. */
    Optional<Boolean> flag(String name) {
        return one(name, value -> switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("it must be true or false");
        });
    }

    /** An instant, or how long ago it was. */
    Optional<Instant> time(String name) {
        return one(name, value -> time(value, Instant.now()));
    }

    static Instant time(String value, Instant now) {
        Optional<Duration> ago = Settings.parseDuration(value);
        Instant time;
        try {
            time = ago.isPresent() ? now.minus(ago.get()) : Instant.parse(value);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "it must be a time such as 2026-01-31T12:00:00Z, or how long ago, such as 90s, 15m, 12h or 7d", e);
        }
        if (time.isBefore(Instant.EPOCH) || time.isAfter(LAST)) {
            throw new IllegalArgumentException("it must be a time from 1970 to 9999");
        }
        return time;
    }
}
