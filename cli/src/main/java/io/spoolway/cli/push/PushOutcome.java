package io.spoolway.cli.push;

import io.spoolway.oci.Digest;
import java.net.URI;

/** How the push of one file ended. */
sealed interface PushOutcome {
    /** @param already whether nothing had to be sent */
    record Pushed(Digest digest, URI blob, boolean already) implements PushOutcome {}

    /** @param message for people: why, and what to do */
    record Failed(String message, Exception cause) implements PushOutcome {}
}
