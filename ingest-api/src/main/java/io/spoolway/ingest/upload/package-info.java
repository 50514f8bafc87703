/** Uploads, one class for each protocol call: {@code StartUpload}, {@code AppendToUpload}, {@code CompleteUpload}, {@code UploadStatus}, {@code CancelUpload}. */
@NullMarked
package io.spoolway.ingest.upload;

import org.jspecify.annotations.NullMarked;
