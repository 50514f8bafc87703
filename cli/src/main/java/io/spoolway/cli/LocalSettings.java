package io.spoolway.cli;

import io.spoolway.config.Setting;
import io.spoolway.stack.Component;
import io.spoolway.stack.S3Credentials;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Settings in the environment, and the local stack. */
final class LocalSettings {
    private static final Set<Setting> BROKER = EnumSet.of(Setting.KAFKA_BOOTSTRAP_SERVERS);
    private static final Set<Setting> STORE = EnumSet.of(
            Setting.S3_ENDPOINT, Setting.S3_REGION, Setting.S3_BUCKET, Setting.S3_ACCESS_KEY, Setting.S3_SECRET_KEY);

    private LocalSettings() {}

    /**
     * The settings in the environment that services of a local stack take: all but those of a broker and a store that the
     * stack runs itself.
     */
    static Map<String, String> ofServices(Map<String, String> environment, Set<Component> started) {
        Map<String, String> settings = environment.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("SPOOLWAY_"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, HashMap::new));
        if (started.contains(Component.KAFKA)) {
            BROKER.forEach(setting -> settings.remove(setting.variable()));
        }
        if (started.contains(Component.S3)) {
            STORE.forEach(setting -> settings.remove(setting.variable()));
        }
        return settings;
    }

    /** The environment; when it names neither a store nor a file of settings, with the local stack as {@code up} starts it. */
    static Map<String, String> orLocal(Map<String, String> environment) {
        if (environment.containsKey(Setting.S3_ENDPOINT.variable())
                || environment.containsKey(Setting.CONFIG.variable())) {
            return environment;
        }
        S3Credentials credentials = S3Credentials.defaults();
        Map<String, String> settings = new HashMap<>(environment);
        settings.put(Setting.S3_ENDPOINT.variable(), "http://127.0.0.1:9000");
        settings.put(Setting.S3_REGION.variable(), credentials.region());
        settings.put(Setting.S3_BUCKET.variable(), credentials.bucket());
        settings.put(Setting.S3_ACCESS_KEY.variable(), credentials.accessKey());
        settings.put(Setting.S3_SECRET_KEY.variable(), credentials.secretKey());
        settings.putIfAbsent(Setting.KAFKA_BOOTSTRAP_SERVERS.variable(), "127.0.0.1:9092");
        return settings;
    }
}
