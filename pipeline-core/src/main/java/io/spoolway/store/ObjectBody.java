package io.spoolway.store;

import io.spoolway.oci.DigestAlgorithm;
import java.nio.charset.StandardCharsets;

/**
 * Bytes to be stored, with their SHA-256: the store refuses other bytes, and the signature of the request uses the same
 * hash, so that nothing is hashed twice. The array is not copied and must not change until the call returns.
 *
 * @param length how many bytes of {@code data}, from its beginning
 * @param sha256 of those bytes; 32 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier that is never compared
public record ObjectBody(byte[] data, int length, byte[] sha256) {
    /** Hashes and wraps a whole array. */
    public static ObjectBody of(byte[] data) {
        return new ObjectBody(
                data, data.length, DigestAlgorithm.SHA256.newHash().digest(data));
    }

    /** Hashes and wraps a text in UTF-8. */
    public static ObjectBody of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }
}
