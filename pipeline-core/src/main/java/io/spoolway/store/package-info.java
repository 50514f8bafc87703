/** The object store as the pipeline needs it, by role, and its minio-java adapter. */
@NullMarked
package io.spoolway.store;

import org.jspecify.annotations.NullMarked;
