package io.spoolway.ingest.blob;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;

/** A blob as one repository has it. */
record BlobKey(RepositoryName repository, Digest digest) {}
