/** The whole pipeline, from the first byte over HTTP to the last deleted object. */
@NullMarked
package io.spoolway.e2e;

import org.jspecify.annotations.NullMarked;
