/** Work queues on Kafka share groups (KIP-932): long, uneven jobs, each acknowledged by itself. */
@NullMarked
package io.spoolway.work;

import org.jspecify.annotations.NullMarked;
