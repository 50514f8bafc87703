package io.spoolway.auditor.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads one endpoint of the file, and collects what is wrong with it. */
final class EndpointReader {
    private static final Set<String> KEYS =
            new TreeSet<>(Set.of("name", "url", "headers", "secret", "format", "repositories", "types", "from"));
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final URI NO_URL = URI.create("http://invalid");

    private final JsonNode json;
    private final String label;
    private final Set<String> names;
    private final List<String> problems;

    /**
     * @param number in the file, from 1
     * @param names of the endpoints before it; its own is added
     * @param problems what is wrong is added
     */
    EndpointReader(JsonNode json, int number, Set<String> names, List<String> problems) {
        this.json = json;
        this.label = "endpoint %d".formatted(number)
                + (json.path("name").isTextual()
                        ? " (\"%s\")".formatted(json.path("name").textValue())
                        : "");
        this.names = names;
        this.problems = problems;
    }

    /** Empty when there was a problem. */
    Optional<Endpoint> read() {
        int before = problems.size();
        if (!json.isObject()) {
            problem("must be an object");
            return Optional.empty();
        }
        json.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                problem("\"%s\" is not known; there are %s".formatted(key, String.join(", ", KEYS)));
            }
        });
        Format format = choice("format", Format.values(), Format::label, Format.CLOUDEVENTS);
        Endpoint endpoint = new Endpoint(
                name(),
                url(),
                headers(),
                signature(),
                format,
                new Filter(repositories(), types(format)),
                choice(
                        "from",
                        Endpoint.From.values(),
                        from -> from.name().toLowerCase(Locale.ROOT),
                        Endpoint.From.NOW));
        return problems.size() == before ? Optional.of(endpoint) : Optional.empty();
    }

    private String name() {
        String name = text("name").orElse("");
        if (!NAME.matcher(name).matches()) {
            problem("name must be 1 to 64 of a-z 0-9 . _ - and begin with a letter or digit");
        } else if (!names.add(name)) {
            problem("name is that of another endpoint");
        }
        return name;
    }

    private URI url() {
        try {
            URI url = URI.create(text("url").orElse(""));
            boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (isHttp && url.getHost() != null && url.getRawUserInfo() == null && url.getRawFragment() == null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        problem("url must be an http or https URL, without user and fragment");
        return NO_URL;
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        JsonNode object = json.path("headers");
        if (!object.isMissingNode() && !object.isObject()) {
            problem("headers must be an object of names and texts");
        }
        object.properties().forEach(header -> {
            if (isOurs(header.getKey()) || !isUsable(header.getKey(), header.getValue())) {
                problem("header \"%s\" is not valid, or not for you to set".formatted(header.getKey()));
            } else {
                headers.put(header.getKey(), header.getValue().textValue());
            }
        });
        return headers;
    }

    private static boolean isOurs(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return name.equals("content-type") || name.startsWith("ce-") || name.startsWith("webhook-");
    }

    /** The client knows which it can send. */
    private static boolean isUsable(String header, JsonNode value) {
        try {
            HttpRequest.newBuilder().header(header, value.isTextual() ? value.textValue() : "\n");
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Optional<Signature> signature() {
        if (!json.has("secret")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Signature.of(text("secret").orElse("")));
        } catch (IllegalArgumentException e) {
            problem("secret must be " + e.getMessage());
            return Optional.empty();
        }
    }

    private List<RepositoryPattern> repositories() {
        List<RepositoryPattern> patterns = new ArrayList<>();
        for (String pattern : texts("repositories")) {
            try {
                patterns.add(RepositoryPattern.of(pattern));
            } catch (IllegalArgumentException e) {
                problem("\"%s\" in repositories must be %s".formatted(pattern, e.getMessage()));
            }
        }
        return patterns;
    }

    private Set<String> types(Format format) {
        Set<String> types = new HashSet<>();
        for (String type : texts("types")) {
            if (!format.types().contains(type)) {
                problem("\"%s\" in types is none that %s has; there are %s"
                        .formatted(type, format.label(), String.join(", ", format.types())));
            }
            types.add(type);
        }
        return types;
    }

    private <T> T choice(String key, T[] values, Function<T, String> spelling, T absent) {
        if (!json.has(key)) {
            return absent;
        }
        String text = text(key).orElse("");
        for (T value : values) {
            if (spelling.apply(value).equals(text)) {
                return value;
            }
        }
        problem("%s must be %s"
                .formatted(
                        key,
                        Arrays.stream(values)
                                .map(value -> "\"" + spelling.apply(value) + "\"")
                                .collect(Collectors.joining(" or "))));
        return absent;
    }

    private Optional<String> text(String key) {
        return Optional.ofNullable(json.path(key).textValue());
    }

    private List<String> texts(String key) {
        JsonNode array = json.path(key);
        List<String> texts = new ArrayList<>();
        array.forEach(element -> {
            if (element.isTextual()) {
                texts.add(element.textValue());
            }
        });
        if (!array.isMissingNode() && (!array.isArray() || texts.isEmpty() || texts.size() < array.size())) {
            problem(key + " must be an array of texts, and not empty; leave it out for all");
        }
        return texts;
    }

    private void problem(String what) {
        problems.add(label + ": " + what);
    }
}
