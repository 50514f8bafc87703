package io.spoolway.auditor.webhook;

import io.cloudevents.CloudEventData;
import java.util.Map;

/**
 * What an endpoint is sent of one record.
 *
 * @param id of the event, encoded for a header: the same however often it is sent
 * @param headers that belong to its format, {@code Content-Type} among them; visible ASCII and spaces
 */
record Message(String id, Map<String, String> headers, CloudEventData body) {
    /** @throws IllegalArgumentException when a header could not be sent, so that nobody tries for ever */
    Message {
        id = CloudEventsBinding.encode(id);
        headers = Map.copyOf(headers);
        headers.forEach((name, value) -> {
            if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
                throw new IllegalArgumentException(name + " cannot be sent as a header");
            }
        });
    }
}
