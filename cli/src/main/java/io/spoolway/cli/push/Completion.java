package io.spoolway.cli.push;

import java.net.URI;

/** How a registry took a completed upload. */
sealed interface Completion {
    /** The blob can be read. */
    record Linked(URI blob) implements Completion {}

    /** The pipeline is at work on it. */
    record Accepted(URI status) implements Completion {}
}
