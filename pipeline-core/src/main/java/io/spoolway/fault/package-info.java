/** Faults that pass, and how long to wait for that. */
@NullMarked
package io.spoolway.fault;

import org.jspecify.annotations.NullMarked;
