package io.spoolway.auditor.view;

import java.util.Set;

/** An answer that is put together from parts: each tells of some partitions of the state. */
public sealed interface Part permits UploadPage, RepositoryPage, Counts {
    /** The partitions that it tells of. */
    Set<Integer> partitions();
}
