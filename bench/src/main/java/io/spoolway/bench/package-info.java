/** The load driver: pushes to a registry beside raw writes to its object store, in turn, so that their ratio can be trusted. */
@NullMarked
package io.spoolway.bench;

import org.jspecify.annotations.NullMarked;
