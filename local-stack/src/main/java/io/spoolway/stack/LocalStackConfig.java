package io.spoolway.stack;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * What to start on this machine.
 *
 * @param dataDir where broker and store keep their data
 * @param httpPort of ingest-api; 0 for any free one
 * @param kafkaPort of the broker; 0 for any free one, if it is started here
 * @param s3Port of the store; 0 for any free one, if it is started here
 * @param auditorPort of the auditor; 0 for any free one, if it is started here
 * @param only the components to start; the others are expected at the same ports
 * @param settings of the services, as environment variables, over those of the local stack
 */
public record LocalStackConfig(
        Path dataDir,
        int httpPort,
        int kafkaPort,
        int s3Port,
        int auditorPort,
        Set<Component> only,
        Map<String, String> settings) {
    public LocalStackConfig {
        only = Set.copyOf(only);
        settings = Map.copyOf(settings);
    }
}
