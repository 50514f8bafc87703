package io.spoolway.auditor.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.spoolway.event.KafkaConfig;
import java.util.List;

/**
 * Delivers {@code spoolway.audit} to every endpoint: each record at least once, those of one upload in order. What was
 * delivered is known to the broker alone, in a consumer group for each endpoint, so any number of processes share the work, and
 * one that dies is followed by another where it stood.
 */
public final class Webhooks implements AutoCloseable {
    private final List<EndpointGroup> groups;
    private final HttpSender sender;

    private Webhooks(List<EndpointGroup> groups, HttpSender sender) {
        this.groups = groups;
        this.sender = sender;
    }

    /** Begins to deliver in the background; whatever is away, the broker or an endpoint, is waited for. */
    public static Webhooks start(List<Endpoint> endpoints, KafkaConfig kafka, MeterRegistry meters) {
        HttpSender sender = new HttpSender();
        return new Webhooks(
                endpoints.stream()
                        .map(endpoint -> EndpointGroup.start(endpoint, kafka, sender, meters))
                        .toList(),
                sender);
    }

    /** Lets what is on its way be answered, for a moment, and tells the broker what was delivered. */
    @Override
    public void close() {
        groups.forEach(EndpointGroup::stop);
        groups.forEach(EndpointGroup::close);
        sender.close();
    }
}
