package io.spoolway.ingest.upload;

import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
import java.time.Instant;

/**
 * An upload that a request is about, and where it stands as far as the request tells.
 *
 * @param asOf when it stood there
 */
record OpenUpload(UploadId id, RepositoryName repository, UploadPosition position, Instant asOf) {
    static OpenUpload now(UploadId id, RepositoryName repository, UploadPosition position) {
        return new OpenUpload(id, repository, position, Instant.now());
    }

    /** It stands there now. */
    OpenUpload at(UploadPosition other) {
        return now(id, repository, other);
    }
}
