package io.spoolway.auditor.fold;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.spoolway.event.EventCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** JSON as the auditor writes and reads it: what is not known is left out. */
public final class AuditJson {
    /** Writes identifiers and times as texts, as events do. */
    public static final JsonMapper MAPPER = EventCodec.json()
            .rebuild()
            .disable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private AuditJson() {}

    /** As JSON in UTF-8. */
    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads what {@link #write} wrote. */
    public static <T> T read(byte[] json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (IOException e) {
            throw new UncheckedIOException("not a %s".formatted(type.getSimpleName()), e);
        }
    }

    /** For state that is kept as JSON. */
    public static <T> Serde<T> serde(Class<T> type) {
        Deserializer<T> deserializer = (topic, json) -> json == null ? null : read(json, type);
        return Serdes.serdeFrom((topic, value) -> value == null ? null : write(value), deserializer);
    }
}
