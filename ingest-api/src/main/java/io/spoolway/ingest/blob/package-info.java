/** The read side: blobs, one class for each protocol call. */
@NullMarked
package io.spoolway.ingest.blob;

import org.jspecify.annotations.NullMarked;
