package io.spoolway.auditor.view;

import io.spoolway.auditor.fold.OpenUpload;
import io.spoolway.auditor.fold.UploadState;
import io.spoolway.auditor.fold.UploadStatus;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
import java.time.Instant;
import java.util.Optional;

/**
 * Which uploads are asked for; those that were started last come first.
 *
 * @param stalled whether they were found to be stalled
 * @param since that were started then, or later
 * @param limit how many at most, 1 or more
 * @param after behind this one in the list: the place where another page ended, which need not be in the list itself
 */
public record UploadQuery(
        Optional<RepositoryName> repository,
        Optional<UploadState> state,
        Optional<Boolean> stalled,
        Optional<Digest> digest,
        Optional<Instant> since,
        int limit,
        Optional<UploadId> after) {
    /** Whether only uploads are asked for that have not ended. */
    boolean isForOpenOnes() {
        return state.filter(asked -> !asked.isEnd()).isPresent();
    }

    /** Whether it asks for this one, wherever it stands in the list. */
    boolean matches(UploadStatus upload) {
        return repository.filter(name -> !name.equals(upload.repository())).isEmpty()
                && state.filter(asked -> asked != upload.state()).isEmpty()
                && stalled.filter(asked -> asked != upload.stalled()).isEmpty()
                && digest.filter(asked -> !asked.equals(upload.digest())).isEmpty()
                && since.filter(upload.started()::isBefore).isEmpty();
    }

    /** Whether it may ask for this one. */
    boolean mayMatch(OpenUpload upload) {
        return repository
                        .filter(name -> !name.value().equals(upload.repository()))
                        .isEmpty()
                && state.filter(asked -> asked != upload.state()).isEmpty()
                && stalled.filter(asked -> asked != upload.stalled()).isEmpty();
    }

    /** The page that follows one that ended there. */
    public UploadQuery after(UploadId reached) {
        return new UploadQuery(repository, state, stalled, digest, since, limit, Optional.of(reached));
    }

    /** As the path and query of a URL. */
    public String url() {
        return new Url("/uploads")
                .with("repository", repository)
                .with("state", state.map(UploadState::label))
                .with("stalled", stalled)
                .with("digest", digest)
                .with("since", since)
                .with("limit", limit)
                .with("after", after)
                .toString();
    }
}
