package io.spoolway.ingest.upload;

import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;

/** An upload that a request is about, and where it stands as far as the request tells. */
record OpenUpload(UploadId id, RepositoryName repository, UploadPosition position) {
    OpenUpload at(UploadPosition other) {
        return new OpenUpload(id, repository, other);
    }
}
