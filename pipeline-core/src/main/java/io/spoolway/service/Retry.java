package io.spoolway.service;

import io.spoolway.config.InvalidSettingsException;
import io.spoolway.config.Setting;
import io.spoolway.event.BrokerUnavailableException;
import io.spoolway.fault.Backoff;
import io.spoolway.fault.Causes;
import io.spoolway.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a service starts while store or broker are away: it tries again, with backoff, and says why each time. */
public final class Retry {
    private static final Logger LOG = LoggerFactory.getLogger(Retry.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15));

    private Retry() {}

    /** A part of the start. */
    public interface Attempt<T> {
        T run() throws InterruptedException;
    }

    /**
     * Returns what the first attempt returns that neither store nor broker fail.
     *
     * @param monitoring tells meanwhile what the service waits for
     * @throws InvalidSettingsException when Kafka's clients cannot be made with their properties
     */
    public static <T> T untilDone(Monitoring monitoring, Attempt<T> attempt) throws InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                T result = attempt.run();
                monitoring.waitsForNothing();
                return result;
            } catch (BrokerUnavailableException | StoreException e) {
                LOG.warn("not ready, trying again: {}", e.getMessage());
                monitoring.waitsFor(String.valueOf(e.getMessage()));
                Thread.sleep(BACKOFF.pause(failures));
            } catch (KafkaException e) {
                throw isOfSettings(e) ? unusable(e) : e;
            }
        }
    }

    /** What only a client can find out of its properties, such as a trust store that is not there. A login may fail by who is asked. */
    private static boolean isOfSettings(KafkaException e) {
        boolean isOfClient = e instanceof ConfigException || e.getClass() == KafkaException.class;
        return isOfClient && Causes.of(e).noneMatch(LoginException.class::isInstance);
    }

    private static InvalidSettingsException unusable(KafkaException e) {
        InvalidSettingsException unusable =
                new InvalidSettingsException(List.of("Kafka's clients cannot be made with their properties (%s...): %s"
                        .formatted(
                                Setting.KAFKA_CLIENT_PREFIX,
                                Causes.of(e).map(Throwable::getMessage).collect(Collectors.joining(": ")))));
        unusable.initCause(e);
        return unusable;
    }
}
