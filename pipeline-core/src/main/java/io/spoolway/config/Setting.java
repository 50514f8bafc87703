package io.spoolway.config;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every setting there is, for all services: one environment may serve them all, so a service takes what it needs and only
 * a key that nobody knows is refused. In the environment the name has {@code SPOOLWAY_} before it; in a file it is in lower
 * case with dots.
 */
public enum Setting {
    CONFIG(null, "a file of settings (Java properties), read before the environment"),
    NODE("", "the name of this process in events and logs; service@host when empty"),
    LOG_FORMAT("text", "how each line of the log is written, to standard error: text or json"),
    LOG_LEVEL("INFO", "what is logged: ERROR, WARN, INFO, DEBUG or TRACE, each with those before it"),
    KAFKA_BOOTSTRAP_SERVERS(null, "host:port of the brokers, separated by commas"),
    KAFKA_PARTITIONS("8", "partitions of topics that have to be created"),
    KAFKA_REPLICATION_FACTOR("-1", "replicas of topics that have to be created; -1 for the broker's default"),
    S3_ENDPOINT(null, "URL of the object store"),
    S3_REGION("us-east-1", "region that requests are signed for"),
    S3_BUCKET(null, "bucket that holds blobs and spool; it must exist"),
    S3_ACCESS_KEY(null, "access key"),
    S3_SECRET_KEY(null, "secret key"),
    S3_PARALLELISM("64", "requests to the store under way at once, for each process"),
    S3_ALLOW_UNCONDITIONAL(
            "false", "start although the store ignores If-None-Match; two writers may then harm an upload"),
    HTTP_HOST("0.0.0.0", "address to listen on"),
    HTTP_PORT("", "port to listen on; when empty ingest-api takes 5000, verifier 5001, linker 5002, auditor 8080"),
    STATE_SECRET(null, "signs upload URLs; the same, secret, on every ingest-api, 16 characters or more"),
    CHUNK_SIZE("8MiB", "size of a chunk at the beginning of a blob, 5MiB or more, and at most SPOOLWAY_CHUNK_SIZE_MAX"),
    CHUNK_SIZE_MAX("64MiB", "size past which no chunk grows"),
    UPLOAD_PARALLELISM("3", "chunks of one request that are stored at once"),
    UPLOAD_BUFFER("", "memory for all chunks on their way; a quarter of the heap when empty"),
    UPLOAD_CONCURRENCY("1000", "upload requests at once that send bytes, past which clients get 429"),
    UPLOAD_IDLE_TIMEOUT("5m", "how long a client may pause within a request"),
    UPLOAD_EXPIRY("7d", "an upload without progress for so long is given up"),
    SUBJECT_HEADER(
            "",
            "the request header with which a proxy says whom it has authenticated, from the environment alone; nothing is recorded of that when empty"),
    TRUSTED_PROXIES(
            "",
            "addresses of proxies whose X-Forwarded-For tells where a request came from, as 10.0.0.0/8 or 192.0.2.7, separated by commas"),
    MANIFEST_SIZE_MAX("4MiB", "size past which a manifest is refused, 4MiB or more"),
    COMPLETION_WAIT(
            "15m", "how long a completing request waits for the pipeline, and the most that a client may ask for"),
    COMPLETION_WAIT_IMPATIENT(
            "25s", "the same for clients that give up after 30 s (containerd, Docker, BuildKit), which get 204 then"),
    BLOB_WAIT(
            "25s",
            "how long GET and HEAD of a blob, and PUT of a manifest, wait for a blob that is completed and not linked yet; 0s for not at all"),
    BLOB_CACHE(
            "5s", "how long a node may not notice that a blob was deleted on another; 0s to ask the store each time"),
    BLOB_REDIRECT("false", "answer GET of a blob with 307 to a presigned URL of the object store"),
    BLOB_REDIRECT_ENDPOINT("", "the object store as clients reach it, to sign for; SPOOLWAY_S3_ENDPOINT when empty"),
    BLOB_REDIRECT_LIFETIME("10m", "how long a presigned URL is good, 1s to 7d"),
    VERIFIER_CONSUMERS("4", "share consumers of a verifier, and as many again for blobs of 64 MiB or more"),
    LINKER_CONSUMERS("4", "share consumers of a linker, and as many again for blobs of 64 MiB or more"),
    RECORDS_PER_POLL("4", "jobs of smaller blobs that a share consumer takes at once"),
    WORK_LOCK(
            "30s",
            "how long the work of a killed process waits for another, 15s or more unless the broker allows less"),
    JANITOR_INTERVAL("10m", "pause between two runs of the janitor; 0s for none"),
    REJECTED_RETENTION("7d", "how long the spool of a rejected upload is kept"),
    AUDITOR_URL("", "the auditor as clients reach it: where a 202 leads them; to ingest-api itself when empty"),
    AUDITOR_ADVERTISED("", "host:port at which other auditors reach this one; host name and port when empty"),
    AUDITOR_STATE_DIR("spoolway-auditor", "where an auditor keeps its state; it is restored from the broker when lost"),
    AUDITOR_THREADS("2", "threads of an auditor that fold events"),
    AUDITOR_RETENTION("8d", "how long an upload that has ended can be asked for; its events stay in the topics"),
    AUDITOR_HOLD("30s", "how long a step waits for the step before it, which may be read later"),
    AUDIT_RETENTION("90d", "how long records stay on spoolway.audit, when the auditor creates it"),
    STALLED_AFTER("10m", "an upload that is completed and has not ended for so long is found to be stalled"),
    WEBHOOKS("", "a file (JSON) of endpoints that the audit record is delivered to; none when empty");

    /** Properties for every Kafka client begin so: SPOOLWAY_KAFKA_CLIENT_SECURITY_PROTOCOL is security.protocol. */
    public static final String KAFKA_CLIENT_PREFIX = "SPOOLWAY_KAFKA_CLIENT_";

    static final String PREFIX = "SPOOLWAY_";

    private final @Nullable String defaultValue;
    private final String description;

    Setting(@Nullable String defaultValue, String description) {
        this.defaultValue = defaultValue;
        this.description = description;
    }

    static Optional<Setting> ofVariable(String variable) {
        return Arrays.stream(values())
                .filter(setting -> setting.variable().equals(variable))
                .findFirst();
    }

    /** The environment variable. */
    public String variable() {
        return PREFIX + name();
    }

    /** The value when it is not set; empty when it must be set by whoever needs it. */
    public Optional<String> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    /** One line for people. */
    public String description() {
        return description;
    }
}
