package io.spoolway.ingest;

import io.spoolway.config.CommonConfig;
import io.spoolway.config.Setting;
import io.spoolway.config.Settings;
import io.spoolway.ingest.upload.Patience;
import io.spoolway.spool.ChunkSizes;
import java.time.Duration;

/**
 * How ingest-api is configured.
 *
 * @param stateSecret signs upload URLs; the same on every node
 * @param parallelism chunks of one request that are stored at once
 * @param bufferBytes memory for all chunks on their way, at least one full chunk
 * @param concurrency upload requests at once
 * @param idleTimeout how long a client may pause within a request
 * @param uploadExpiry how long an upload URL is good after the last answer
 */
public record IngestConfig(
        CommonConfig common,
        String stateSecret,
        ChunkSizes chunkSizes,
        int parallelism,
        long bufferBytes,
        int concurrency,
        Duration idleTimeout,
        Duration uploadExpiry,
        Patience patience) {
    private static final int DEFAULT_PORT = 5000;
    private static final int MIN_SECRET = 16;

    public IngestConfig {
        if (bufferBytes < chunkSizes.base()) {
            throw new IllegalArgumentException(
                    "the upload buffer of %d bytes does not hold one chunk of %d bytes: enlarge SPOOLWAY_UPLOAD_BUFFER or the heap"
                            .formatted(bufferBytes, chunkSizes.base()));
        }
    }

    /** Reads it; problems are collected in {@code settings}. */
    public static IngestConfig from(Settings settings) {
        return new IngestConfig(
                CommonConfig.from(settings, "ingest-api", DEFAULT_PORT),
                settings.secret(Setting.STATE_SECRET, MIN_SECRET),
                new ChunkSizes(
                        Math.toIntExact(settings.bytes(Setting.CHUNK_SIZE)),
                        Math.toIntExact(settings.bytes(Setting.CHUNK_SIZE_MAX))),
                settings.number(Setting.UPLOAD_PARALLELISM, 1, 64),
                settings.bytes(Setting.UPLOAD_BUFFER, Runtime.getRuntime().maxMemory() / 4),
                settings.number(Setting.UPLOAD_CONCURRENCY, 1, 1_000_000),
                settings.duration(Setting.UPLOAD_IDLE_TIMEOUT),
                settings.duration(Setting.UPLOAD_EXPIRY),
                new Patience(
                        settings.duration(Setting.COMPLETION_WAIT),
                        settings.duration(Setting.COMPLETION_WAIT_IMPATIENT)));
    }
}
