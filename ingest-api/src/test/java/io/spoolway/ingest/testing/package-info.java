/** What tests of several endpoints need. */
@NullMarked
package io.spoolway.ingest.testing;

import org.jspecify.annotations.NullMarked;
