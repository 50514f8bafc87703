package io.spoolway.auditor.webhook;

import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** What the body of a delivery is. */
public enum Format {
    /** Each event as it is recorded: the HTTP protocol binding of CloudEvents 1.0.2, binary mode (section 3.1). */
    CLOUDEVENTS("cloudevents") {
        @Override
        Set<String> types() {
            return Filter.KNOWN_TYPES;
        }

        @Override
        Optional<Message> message(CloudEvent event) {
            return Optional.of(CloudEventsBinding.message(event));
        }
    },
    /** What a CNCF Distribution registry tells its notification endpoints, of events that have their like there. */
    DISTRIBUTION("distribution") {
        @Override
        Set<String> types() {
            return DistributionEnvelope.TYPES;
        }

        @Override
        Optional<Message> message(CloudEvent event) throws IOException {
            return DistributionEnvelope.message(event);
        }
    };

    private final String label;

    Format(String label) {
        this.label = label;
    }

    /** Such as {@code cloudevents}. */
    public String label() {
        return label;
    }

    /** Of the events that it can tell. */
    abstract Set<String> types();

    /**
     * What to send of this event; empty when it has no place in this format.
     *
     * @throws IOException when its data cannot be read
     */
    abstract Optional<Message> message(CloudEvent event) throws IOException;
}
