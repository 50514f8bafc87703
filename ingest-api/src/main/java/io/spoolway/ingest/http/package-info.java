/** What all endpoints share: the catalogue of errors, headers, and signed upload URLs. */
@NullMarked
package io.spoolway.ingest.http;

import org.jspecify.annotations.NullMarked;
