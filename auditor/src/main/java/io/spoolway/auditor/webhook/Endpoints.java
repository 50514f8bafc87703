package io.spoolway.auditor.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.spoolway.config.InvalidSettingsException;
import io.spoolway.fault.FileFaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The file of endpoints: a JSON array with an object for each, see {@link EndpointReader}. */
public final class Endpoints {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Endpoints() {}

    /**
     * Reads the file.
     *
     * @throws InvalidSettingsException with every problem in it; none tells a secret
     */
    public static List<Endpoint> read(Path file) {
        List<String> problems = new ArrayList<>();
        List<Endpoint> endpoints = new ArrayList<>();
        JsonNode root = parse(file, problems);
        if (root.isArray()) {
            Set<String> names = new HashSet<>();
            for (int i = 0; i < root.size(); i++) {
                new EndpointReader(root.get(i), i + 1, names, problems).read().ifPresent(endpoints::add);
            }
        } else if (problems.isEmpty()) {
            problems.add("the file %s must be a JSON array of endpoints".formatted(file));
        }
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
        return List.copyOf(endpoints);
    }

    private static JsonNode parse(Path file, List<String> problems) {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            // where, and not what: the text may be a secret
            problems.add("the file %s is not JSON: see line %d, column %d"
                    .formatted(
                            file, e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
        } catch (IOException e) {
            problems.add(FileFaults.unreadable(file, e) + " (SPOOLWAY_WEBHOOKS)");
        }
        return JSON.missingNode();
    }
}
