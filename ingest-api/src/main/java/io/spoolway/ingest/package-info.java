/** Step 1 of the pipeline: HTTP to spool to {@code upload.completed}. {@link io.spoolway.ingest.Routes} is the table of contents. */
@NullMarked
package io.spoolway.ingest;

import org.jspecify.annotations.NullMarked;
