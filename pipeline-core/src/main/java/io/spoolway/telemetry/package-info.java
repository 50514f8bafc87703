/** What a thread works on, for those who look on: in each line of the log, and in traces. */
@NullMarked
package io.spoolway.telemetry;

import org.jspecify.annotations.NullMarked;
