package io.spoolway.config;

import io.spoolway.event.KafkaConfig;
import io.spoolway.store.StoreConfig;
import io.spoolway.work.WorkConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;

/**
 * What every service is configured with that works on spool and blobs.
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
                node(settings, service),
                kafka(settings),
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

    /** The name of the process: as it is set, or that of the service and its host. */
    public static String node(Settings settings, String service) {
        return Optional.of(settings.text(Setting.NODE))
                .filter(name -> !name.isEmpty())
                .orElseGet(() -> service + "@" + hostName());
    }

    /** Where the broker is. */
    public static KafkaConfig kafka(Settings settings) {
        return new KafkaConfig(
                settings.brokers(Setting.KAFKA_BOOTSTRAP_SERVERS),
                settings.kafkaClient(),
                settings.number(Setting.KAFKA_PARTITIONS, 1, 10_000),
                (short) settings.number(Setting.KAFKA_REPLICATION_FACTOR, -1, 100));
    }

    /** How a service with this many consumers works its queue. */
    public static WorkConfig work(Settings settings, Setting consumers) {
        return new WorkConfig(
                settings.number(consumers, 1, 1_000),
                settings.number(Setting.RECORDS_PER_POLL, 1, 500),
                settings.duration(Setting.WORK_LOCK, Duration.ofSeconds(1)));
    }

    /** The name of this machine. */
    public static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
