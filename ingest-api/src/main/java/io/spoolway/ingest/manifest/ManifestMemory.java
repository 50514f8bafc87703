package io.spoolway.ingest.manifest;

import io.spoolway.ingest.http.ApiException;
import io.spoolway.ingest.upload.BufferBudget;
import io.spoolway.store.ObjectContent;
import io.spoolway.store.OpenResult;
import java.io.IOException;
import java.util.Optional;

/** The memory of manifests that are parsed, within the budget that uploads share. */
final class ManifestMemory {
    /** The bytes, and the same as texts, of which a char may take two. */
    private static final int BYTE_FACTOR = 3;

    /** What is made of one token of JSON, its text apart: a map of one entry is 250 bytes for four of them. */
    private static final int TOKEN_BYTES = 128;

    /** Stored manifests up to this are not counted: few are read at once, and most are small. */
    private static final int SMALL = 8 << 10;

    private final BufferBudget budget;

    ManifestMemory(BufferBudget budget) {
        this.budget = budget;
    }

    /** What is done with the bytes. */
    interface Use<T> {
        T apply(byte[] bytes) throws IOException, InterruptedException;
    }

    /** In bytes, to parse so many bytes that have so many tokens. */
    static long needed(long bytes, int tokens) {
        return BYTE_FACTOR * bytes + (long) TOKEN_BYTES * tokens;
    }

    /**
     * Memory for so many bytes, whatever is in them; it shrinks to what is needed when their tokens are counted.
     *
     * @throws ApiException 429 when there is none for a while
     */
    BufferBudget.Reservation reserve(long bytes) throws InterruptedException {
        return budget.reserve(needed(bytes, (int) Math.min(bytes, ManifestJson.MAX_TOKENS)));
    }

    /** Whether something is so small that it may be read by the way. */
    static boolean isSmall(ObjectContent content) {
        return content.object().size() <= SMALL;
    }

    /**
     * Reads what is stored, for a use after which nothing of it is left but the result. Closes it.
     *
     * @return empty when there is nothing
     * @throws ApiException 429 when there is no memory for a while
     */
    <T> Optional<T> read(OpenResult opened, Use<T> use) throws IOException, InterruptedException {
        if (!(opened instanceof OpenResult.Opened(ObjectContent content))) {
            return Optional.empty();
        }
        try (content) {
            if (isSmall(content)) {
                return Optional.of(use.apply(content.readAll()));
            }
            try (BufferBudget.Reservation reserved = reserve(content.object().size())) {
                byte[] bytes = content.readAll();
                reserved.shrinkTo(needed(bytes.length, storedTokens(bytes)));
                return Optional.of(use.apply(bytes));
            }
        }
    }

    /** What is not parsed in the end takes none. */
    private static int storedTokens(byte[] bytes) {
        try {
            return ManifestJson.tokens(bytes);
        } catch (ApiException notParsed) {
            return 0;
        }
    }
}
