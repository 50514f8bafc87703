package io.spoolway.store;

import java.util.List;
import java.util.Map;

/** Finds out what a store can do, by doing it on objects of its own. */
public final class StoreProbe {
    private StoreProbe() {}

    /**
     * What the pipeline relies on.
     *
     * @param conditionalCreate of two writers to one key one loses; without it two writers can harm an upload
     * @param conditionalCopy a changed source is not copied; without it a chunk changed after it was verified is linked
     * @param checksums bytes that do not match their SHA-256 are refused; without it a damaged chunk is only found when it
     *     is verified
     */
    public record Capabilities(boolean conditionalCreate, boolean conditionalCopy, boolean checksums) {
        /** Whether an upload is safe on this store. */
        public boolean sufficient() {
            return conditionalCreate && conditionalCopy;
        }

        @Override
        public String toString() {
            return "conditional create: %s, conditional copy: %s, checksums: %s"
                    .formatted(word(conditionalCreate), word(conditionalCopy), word(checksums));
        }

        private static String word(boolean able) {
            return able ? "yes" : "no";
        }
    }

    /**
     * Writes, overwrites, copies and deletes, and looks for what is not there: S3 answers that with 403 instead of 404 to whoever may not
     * list the bucket, and then no blob that is new could be told from a store that refuses.
     *
     * @param prefix of the keys that it uses and deletes again
     * @throws StoreException when the store does not answer, denies this process a request, or refuses what any store must do
     */
    public static Capabilities probe(ObjectStore store, String prefix) {
        String key = prefix + "object";
        String copy = prefix + "copy";
        try {
            var _ = store.head(prefix + "nothing");
            store.putIfAbsent(key, ObjectBody.of("first"), Map.of());
            boolean create =
                    store.putIfAbsent(key, ObjectBody.of("second"), Map.of()) instanceof PutResult.AlreadyExists;
            boolean condition =
                    store.copyIfMatch(key, "00000000000000000000000000000000", 5, copy) == CopyResult.SOURCE_CHANGED;
            return new Capabilities(create, condition, refusesWrongChecksum(store, copy));
        } finally {
            store.delete(List.of(key, copy));
        }
    }

    private static boolean refusesWrongChecksum(ObjectStore store, String key) {
        byte[] said = ObjectBody.of("said").sha256();
        byte[] sent = "sent".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        try {
            store.put(key, new ObjectBody(sent, sent.length, said));
            return false;
        } catch (StoreException.Refused expected) {
            return true;
        }
    }
}
