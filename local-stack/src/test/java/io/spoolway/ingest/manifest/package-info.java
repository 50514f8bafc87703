/** Tests of what is stored of manifests, whatever fails. */
@NullMarked
package io.spoolway.ingest.manifest;

import org.jspecify.annotations.NullMarked;
