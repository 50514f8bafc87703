package io.spoolway.cli;

import io.spoolway.config.Setting;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where settings come from: the environment, and a file that may be named on the command line. */
public final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings (Java properties), read before the environment; as SPOOLWAY_CONFIG.")
    private @Nullable Path file;

    /** The environment, with the file in it if one was named. */
    Map<String, String> addTo(Map<String, String> environment) {
        if (file == null) {
            return environment;
        }
        Map<String, String> all = new HashMap<>(environment);
        all.put(Setting.CONFIG.variable(), file.toString());
        return all;
    }
}
