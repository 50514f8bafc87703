/** Faults that pass, how long to wait for that, and what is done now and then whether it fails or not. */
@NullMarked
package io.spoolway.fault;

import org.jspecify.annotations.NullMarked;
