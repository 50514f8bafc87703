/** A test for each invariant of the pipeline, which names it, and tests of what holds when something is away. */
@NullMarked
package io.spoolway.invariant;

import org.jspecify.annotations.NullMarked;
