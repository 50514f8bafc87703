package io.spoolway.auditor.webhook;

import io.cloudevents.CloudEventData;
import java.util.Map;

/**
 * What an endpoint is sent of one record.
 *
 * @param id of the event: the same however often it is sent
 * @param headers that belong to its format, {@code Content-Type} among them
 */
record Message(String id, Map<String, String> headers, CloudEventData body) {
    Message {
        headers = Map.copyOf(headers);
    }
}
