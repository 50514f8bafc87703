package io.spoolway.event;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of event. The type of the CloudEvent is the name of the topic. */
public enum EventType {
    UPLOAD_STARTED("upload.started", UploadStarted.class),
    UPLOAD_PROGRESSED("upload.progressed", UploadProgressed.class),
    UPLOAD_COMPLETED("upload.completed", UploadCompleted.class),
    UPLOAD_CANCELLED("upload.cancelled", UploadCancelled.class),
    UPLOAD_EXPIRED("upload.expired", UploadExpired.class),
    UPLOAD_REJECTED("upload.rejected", UploadRejected.class),
    UPLOAD_FAILED("upload.failed", UploadFailed.class),
    BLOB_VERIFIED("blob.verified", BlobVerified.class),
    BLOB_LINKED("blob.linked", BlobLinked.class),
    BLOB_MOUNTED("blob.mounted", BlobMounted.class),
    BLOB_DELETED("blob.deleted", BlobDeleted.class),
    MANIFEST_PUSHED("manifest.pushed", ManifestPushed.class),
    MANIFEST_DELETED("manifest.deleted", ManifestDeleted.class),
    TAG_DELETED("tag.deleted", TagDeleted.class);

    private static final String PREFIX = "spoolway.";

    private final String shortName;
    private final Class<? extends PipelineEvent> dataClass;

    EventType(String shortName, Class<? extends PipelineEvent> dataClass) {
        this.shortName = shortName;
        this.dataClass = dataClass;
    }

    /** The kind whose topic (and CloudEvents type) this is. */
    public static Optional<EventType> ofTopic(String topic) {
        return Arrays.stream(values())
                .filter(type -> type.topic().equals(topic))
                .findFirst();
    }

    /** The kind with this short name, such as {@code blob.linked}. */
    public static Optional<EventType> ofShortName(String shortName) {
        return Arrays.stream(values())
                .filter(type -> type.shortName.equals(shortName))
                .findFirst();
    }

    static EventType of(Class<? extends PipelineEvent> dataClass) {
        return Arrays.stream(values())
                .filter(type -> type.dataClass.equals(dataClass))
                .findFirst()
                .orElseThrow();
    }

    /** Such as {@code blob.linked}. */
    public String shortName() {
        return shortName;
    }

    /** The topic, and the type of the CloudEvent, such as {@code spoolway.blob.linked}. */
    public String topic() {
        return PREFIX + shortName;
    }

    /** The record that carries the data. */
    public Class<? extends PipelineEvent> dataClass() {
        return dataClass;
    }
}
