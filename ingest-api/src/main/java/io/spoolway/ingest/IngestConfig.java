package io.spoolway.ingest;

import io.spoolway.config.CommonConfig;
import io.spoolway.config.Setting;
import io.spoolway.config.Settings;
import io.spoolway.ingest.blob.PullConfig;
import io.spoolway.ingest.http.TrustedProxies;
import io.spoolway.ingest.upload.Patience;
import io.spoolway.spool.ChunkSizes;
import io.spoolway.store.PresignedUrls;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How ingest-api is configured.
 *
 * @param stateSecret signs upload URLs; the same on every node
 * @param parallelism chunks of one request that are stored at once
 * @param bufferBytes memory for all chunks on their way, at least one full chunk
 * @param concurrency upload requests at once
 * @param idleTimeout how long a client may pause within a request
 * @param uploadExpiry how long an upload URL is good after the last answer
 * @param manifestSizeMax bytes of a manifest, at most
 * @param subjectHeader the header with which a proxy says whom it has authenticated; empty when there is none to be trusted
 * @param trustedProxies believed when they tell where a request came from
 * @param auditor as clients reach it; empty when a 202 leads them to this service
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
        int manifestSizeMax,
        Patience patience,
        PullConfig pull,
        Optional<String> subjectHeader,
        TrustedProxies trustedProxies,
        Optional<URI> auditor) {
    private static final int DEFAULT_PORT = 5000;
    private static final int MIN_SECRET = 16;
    private static final int MIN_CHUNK_MIB = 5;
    private static final int MAX_CHUNK_MIB = 1024;

    /** What the specification asks for at least ("Pushing Manifests"). */
    private static final int MIN_MANIFEST_MIB = 4;

    private static final int MAX_MANIFEST_MIB = 256;

    public IngestConfig {
        if (bufferBytes < chunkSizes.base()) {
            throw new IllegalArgumentException(
                    "the upload buffer of %d bytes does not hold one chunk of %d bytes: enlarge SPOOLWAY_UPLOAD_BUFFER or the heap"
                            .formatted(bufferBytes, chunkSizes.base()));
        }
    }

    /** Reads it; problems are collected in {@code settings}. */
    public static IngestConfig from(Settings settings) {
        // all are read before any are put together, which may be refused
        CommonConfig common = CommonConfig.from(settings, "ingest-api", DEFAULT_PORT);
        String stateSecret = settings.secret(Setting.STATE_SECRET, MIN_SECRET);
        int chunkSize = settings.bytes(Setting.CHUNK_SIZE, MIN_CHUNK_MIB, MAX_CHUNK_MIB);
        int maxChunkSize = settings.bytes(Setting.CHUNK_SIZE_MAX, MIN_CHUNK_MIB, MAX_CHUNK_MIB);
        settings.requireAtMost(Setting.CHUNK_SIZE, chunkSize, Setting.CHUNK_SIZE_MAX, maxChunkSize);
        int parallelism = settings.number(Setting.UPLOAD_PARALLELISM, 1, 64);
        long bufferBytes =
                settings.bytes(Setting.UPLOAD_BUFFER, Runtime.getRuntime().maxMemory() / 4);
        int concurrency = settings.number(Setting.UPLOAD_CONCURRENCY, 1, 1_000_000);
        Duration idleTimeout = settings.duration(Setting.UPLOAD_IDLE_TIMEOUT);
        Duration uploadExpiry = settings.duration(Setting.UPLOAD_EXPIRY);
        int manifestSizeMax = settings.bytes(Setting.MANIFEST_SIZE_MAX, MIN_MANIFEST_MIB, MAX_MANIFEST_MIB);
        Patience patience = new Patience(
                settings.duration(Setting.COMPLETION_WAIT), settings.duration(Setting.COMPLETION_WAIT_IMPATIENT));
        PullConfig pull = pull(settings, common.store().endpoint());
        Optional<String> subjectHeader = settings.optionalHeader(Setting.SUBJECT_HEADER);
        TrustedProxies trustedProxies = settings.parsed(
                Setting.TRUSTED_PROXIES,
                "addresses, or ranges of them such as 10.0.0.0/8, separated by commas",
                TrustedProxies.parse(""),
                TrustedProxies::parse);
        Optional<URI> auditor = settings.optionalUrl(Setting.AUDITOR_URL);
        return new IngestConfig(
                common,
                stateSecret,
                new ChunkSizes(chunkSize, Math.max(chunkSize, maxChunkSize)),
                parallelism,
                bufferBytes,
                concurrency,
                idleTimeout,
                uploadExpiry,
                manifestSizeMax,
                patience,
                pull,
                subjectHeader,
                trustedProxies,
                auditor);
    }

    private static PullConfig pull(Settings settings, URI endpoint) {
        Duration wait = settings.duration(Setting.BLOB_WAIT);
        Duration cache = settings.duration(Setting.BLOB_CACHE);
        boolean isRedirecting = settings.flag(Setting.BLOB_REDIRECT);
        URI redirectEndpoint = settings.url(Setting.BLOB_REDIRECT_ENDPOINT, endpoint);
        Duration lifetime =
                settings.duration(Setting.BLOB_REDIRECT_LIFETIME, Duration.ofSeconds(1), PresignedUrls.MAX_LIFETIME);
        return new PullConfig(
                wait,
                cache,
                isRedirecting ? Optional.of(new PullConfig.Redirect(redirectEndpoint, lifetime)) : Optional.empty());
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "%s, %s, parallelism %d, buffer of %d bytes, concurrency %d, idle timeout %s, upload expiry %s, manifests up to %d bytes, %s, %s, subject header %s, trusted proxies %s, auditor %s"
                .formatted(
                        common,
                        chunkSizes,
                        parallelism,
                        bufferBytes,
                        concurrency,
                        idleTimeout,
                        uploadExpiry,
                        manifestSizeMax,
                        patience,
                        pull,
                        subjectHeader.orElse("none"),
                        trustedProxies,
                        auditor.map(URI::toString).orElse("none"));
    }
}
