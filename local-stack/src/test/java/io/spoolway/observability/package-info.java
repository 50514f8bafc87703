/** What operators see of the services: logs, metrics, traces. */
@NullMarked
package io.spoolway.observability;

import org.jspecify.annotations.NullMarked;
