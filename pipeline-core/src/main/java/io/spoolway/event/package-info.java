/** What happened to an upload, as CloudEvents on Kafka: one sealed interface, one record for each step. */
@NullMarked
package io.spoolway.event;

import org.jspecify.annotations.NullMarked;
