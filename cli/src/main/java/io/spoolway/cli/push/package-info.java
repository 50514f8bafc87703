/** Pushes files to a registry over nothing but the public HTTP API. {@link io.spoolway.cli.push.BlobPush} is the whole way. */
@NullMarked
package io.spoolway.cli.push;

import org.jspecify.annotations.NullMarked;
