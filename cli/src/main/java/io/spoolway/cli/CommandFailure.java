package io.spoolway.cli;

import org.jspecify.annotations.Nullable;

/** Ends a command. The message is for people: what happened, to what, and what to do. */
public final class CommandFailure extends RuntimeException {
    /** @param cause shown with {@code --verbose} only */
    public CommandFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
