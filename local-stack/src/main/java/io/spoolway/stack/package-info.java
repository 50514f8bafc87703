/** What Spoolway needs around it, in one JVM: a Kafka broker and an S3 server, both with their data in a directory. */
@NullMarked
package io.spoolway.stack;

import org.jspecify.annotations.NullMarked;
