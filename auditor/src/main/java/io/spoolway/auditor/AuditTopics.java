package io.spoolway.auditor;

import io.spoolway.event.Topics.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The topics that the auditor writes. */
public final class AuditTopics {
    /**
     * One CloudEvent for each step of each upload, in order and once, and each change in a repository; read it with {@code
     * read_committed}. The key is the upload id, or the repository.
     */
    public static final String AUDIT = "spoolway.audit";

    /** Compacted: where each upload stands ({@code UploadStatus} as JSON), by upload id. */
    public static final String UPLOAD_STATUS = "spoolway.upload-status";

    /** Records that are no event, as they were, with the reason in headers. */
    public static final String DEAD_LETTER = "spoolway.audit.dead-letter";

    /** How large a record may be that is written, in bytes: well above what the topics of the pipeline take by default. */
    static final int LARGEST = 4 << 20;

    private AuditTopics() {}

    /** All of them. */
    static List<Topic> all(Duration retention) {
        return List.of(
                Topic.keeping(AUDIT, retention),
                new Topic(UPLOAD_STATUS, Map.of("cleanup.policy", "compact")),
                new Topic(
                        DEAD_LETTER,
                        Map.of(
                                "retention.ms", Long.toString(retention.toMillis()),
                                // whatever fits a topic of the pipeline, and the reason
                                "max.message.bytes", Integer.toString(LARGEST))));
    }
}
