package io.spoolway.config;

import io.spoolway.event.KafkaConfig;
import io.spoolway.store.StoreConfig;
import io.spoolway.work.WorkConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;

/**
 * What every service is configured with.
 *
 * @param node the name of this process in events and logs
 * @param httpPort 0 for any free one
 */
public record CommonConfig(
        String node,
        KafkaConfig kafka,
        StoreConfig store,
        boolean allowUnconditionalStore,
        String httpHost,
        int httpPort) {
    /** @param service names the process together with its host, unless it is given a name */
    public static CommonConfig from(Settings settings, String service, int defaultPort) {
        return new CommonConfig(
                Optional.of(settings.text(Setting.NODE))
                        .filter(name -> !name.isEmpty())
                        .orElseGet(() -> service + "@" + hostName()),
                new KafkaConfig(
                        settings.text(Setting.KAFKA_BOOTSTRAP_SERVERS),
                        settings.kafkaClient(),
                        settings.number(Setting.KAFKA_PARTITIONS, 1, 10_000),
                        (short) settings.number(Setting.KAFKA_REPLICATION_FACTOR, -1, 100)),
                new StoreConfig(
                        settings.url(Setting.S3_ENDPOINT),
                        settings.text(Setting.S3_REGION),
                        settings.text(Setting.S3_BUCKET),
                        settings.text(Setting.S3_ACCESS_KEY),
                        settings.text(Setting.S3_SECRET_KEY),
                        settings.number(Setting.S3_PARALLELISM, 1, 10_000)),
                settings.flag(Setting.S3_ALLOW_UNCONDITIONAL),
                settings.text(Setting.HTTP_HOST),
                settings.number(Setting.HTTP_PORT, 0, 65_535, defaultPort));
    }

    /** How a service with this many consumers works its queue. */
    public static WorkConfig work(Settings settings, Setting consumers) {
        return new WorkConfig(
                settings.number(consumers, 1, 1_000),
                settings.number(Setting.RECORDS_PER_POLL, 1, 500),
                settings.duration(Setting.WORK_LOCK, Duration.ofSeconds(1)));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
