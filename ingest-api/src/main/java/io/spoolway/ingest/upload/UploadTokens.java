package io.spoolway.ingest.upload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.Chunk;
import io.spoolway.spool.UploadId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The {@code _state} of an upload URL: where the upload stands, signed with a secret that all nodes share (HMAC-SHA256), so
 * that a node need not look at the store to go on. What it says was true when it was signed; the store remains the truth,
 * and conditional writes notice when it has moved on.
 */
final class UploadTokens {
    /** Few chunks travel in the URL; more would make it too long, and then one LIST is cheap beside them. */
    private static final int MAX_CHUNKS = 8;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;
    private final Duration lifetime;
    private final Clock clock;

    /** @param lifetime how long a token is good, counted from the last answer that carried one */
    UploadTokens(String secret, Duration lifetime, Clock clock) {
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
        this.lifetime = lifetime;
        this.clock = clock;
    }

    private record Payload(
            long offset, long issuedAt, @Nullable List<Piece> chunks) {}

    private record Piece(long size, String etag) {}

    String sign(UploadId id, RepositoryName repository, UploadPosition position) {
        List<Piece> pieces = position.chunks()
                .filter(chunks -> chunks.size() <= MAX_CHUNKS)
                .map(chunks -> chunks.stream()
                        .map(chunk -> new Piece(chunk.size(), chunk.etag()))
                        .toList())
                .orElse(null);
        try {
            String payload = ENCODER.encodeToString(JSON.writeValueAsBytes(
                    new Payload(position.offset(), clock.instant().getEpochSecond(), pieces)));
            return payload + "." + mac(id, repository, payload);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The upload at the position in a token; empty when that was not signed here for this upload, or is too old. */
    Optional<OpenUpload> verify(UploadId id, RepositoryName repository, String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 2) {
            return Optional.empty();
        }
        try {
            // the texts are signed and compared, not the bytes: Base64 has several texts for the same bytes
            String mac = mac(id, repository, parts[0]);
            if (!MessageDigest.isEqual(
                    mac.getBytes(StandardCharsets.UTF_8), parts[1].getBytes(StandardCharsets.UTF_8))) {
                return Optional.empty();
            }
            Payload payload = JSON.readValue(Base64.getUrlDecoder().decode(parts[0]), Payload.class);
            Instant issuedAt = Instant.ofEpochSecond(payload.issuedAt());
            return issuedAt.plus(lifetime).isBefore(clock.instant())
                    ? Optional.empty()
                    : Optional.of(new OpenUpload(id, repository, position(payload), issuedAt));
        } catch (IllegalArgumentException | IOException notOurs) {
            return Optional.empty();
        }
    }

    private static UploadPosition position(Payload payload) {
        if (payload.chunks() == null) {
            return new UploadPosition(payload.offset(), Optional.empty());
        }
        List<Chunk> chunks = new ArrayList<>();
        long offset = 0;
        for (Piece piece : payload.chunks()) {
            chunks.add(new Chunk(offset, piece.size(), piece.etag()));
            offset += piece.size();
        }
        return new UploadPosition(payload.offset(), Optional.of(chunks));
    }

    private String mac(UploadId id, RepositoryName repository, String payload) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            String signed = id + " " + repository + " " + payload;
            return ENCODER.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }
}
