/** What happened to an upload or in a repository, as CloudEvents on Kafka: one sealed interface, one record for each kind. */
@NullMarked
package io.spoolway.event;

import org.jspecify.annotations.NullMarked;
