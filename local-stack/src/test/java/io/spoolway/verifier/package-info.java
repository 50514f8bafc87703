/** The verifier on a real S3 server. */
@NullMarked
package io.spoolway.verifier;

import org.jspecify.annotations.NullMarked;
