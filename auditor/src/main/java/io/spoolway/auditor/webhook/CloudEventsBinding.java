package io.spoolway.auditor.webhook;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.core.data.BytesCloudEventData;
import io.cloudevents.types.Time;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The HTTP protocol binding of CloudEvents 1.0.2, binary mode: attributes in {@code ce-} headers, data as the body. */
final class CloudEventsBinding {
    private static final String CONTENT_TYPE = "datacontenttype";

    private CloudEventsBinding() {}

    static Message message(CloudEvent event) {
        Map<String, String> headers = new HashMap<>();
        event.getAttributeNames().forEach(name -> put(headers, name, event.getAttribute(name)));
        event.getExtensionNames().forEach(name -> put(headers, name, event.getExtension(name)));
        CloudEventData data = event.getData();
        return new Message(event.getId(), headers, data == null ? BytesCloudEventData.wrap(new byte[0]) : data);
    }

    private static void put(Map<String, String> headers, String name, @Nullable Object value) {
        if (value == null) {
            return;
        }
        String text = value instanceof OffsetDateTime time ? Time.writeTime(time) : value.toString();
        if (name.equals(CONTENT_TYPE)) {
            headers.put("Content-Type", text);
        } else {
            headers.put("ce-" + name, encode(text));
        }
    }

    /** Section 3.1.3.2: what is no visible ASCII, and {@code "} and {@code %}, is percent-encoded as UTF-8. */
    static String encode(String value) {
        return value.codePoints()
                .mapToObj(c -> c > ' ' && c < 0x7f && c != '"' && c != '%' ? Character.toString(c) : percent(c))
                .collect(Collectors.joining());
    }

    private static String percent(int codePoint) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
            encoded.append("%%%02X".formatted(b));
        }
        return encoded.toString();
    }
}
