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

    private AuditTopics() {}

    /** All of them. */
    static List<Topic> all(Duration retention) {
        return List.of(
                Topic.keeping(AUDIT, retention),
                new Topic(UPLOAD_STATUS, Map.of("cleanup.policy", "compact")),
                Topic.keeping(DEAD_LETTER, retention));
    }
}
