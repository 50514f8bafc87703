package io.spoolway.auditor.view;

import io.spoolway.auditor.fold.Upload;
import io.spoolway.spool.UploadId;
import java.util.Optional;

/**
 * What the auditors know, for whoever asks: all of it, or what lies on one of them. Each method throws {@link
 * ViewUnavailableException} when a part of what is asked for cannot be told at the moment.
 */
public interface AuditView {
    /** One upload; empty when it is not known, or ended longer ago than it is kept. */
    Optional<Upload> upload(UploadId id);

    /** A page of the list of uploads. */
    UploadPage uploads(UploadQuery query);

    /** A page of the list of repositories. */
    RepositoryPage repositories(RepositoryQuery query);

    /** Counts, of now and of the last minutes. */
    Counts counts(CountsQuery query);
}
