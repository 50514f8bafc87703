@NullMarked
package io.spoolway.verifier;

import org.jspecify.annotations.NullMarked;
