/** What the tests against the running stack share. */
@NullMarked
package io.spoolway.testing;

import org.jspecify.annotations.NullMarked;
