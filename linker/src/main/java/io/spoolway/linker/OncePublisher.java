package io.spoolway.linker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.spoolway.event.Cause;
import io.spoolway.event.EventPublisher;
import io.spoolway.event.PipelineEvent;
import java.util.Optional;

/**
 * Publishes each event once, as far as it remembers: what the store refuses to delete is found in every sweep, and the end of its upload
 * need not be told every time.
 */
final class OncePublisher implements EventPublisher {
    private final EventPublisher publisher;
    private final Cache<String, Boolean> published;

    /** @param capacity how many events are remembered; each takes about 300 bytes */
    OncePublisher(EventPublisher publisher, int capacity) {
        this.publisher = publisher;
        this.published = Caffeine.newBuilder().maximumSize(capacity).build();
    }

    @Override
    public void publish(PipelineEvent event, Optional<? extends Cause> cause) {
        if (published.getIfPresent(event.id()) == null) {
            publisher.publish(event, cause);
            published.put(event.id(), true); // not before: what was not confirmed is told again
        }
    }
}
