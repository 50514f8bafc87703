/** How a process logs: the one place that knows the logging library. */
@NullMarked
package io.spoolway.logging;

import org.jspecify.annotations.NullMarked;
