package io.spoolway.service;

import org.jspecify.annotations.Nullable;

/** A service cannot start because of what is around it. The message tells whoever runs it what that is, and what to do. */
public final class CannotStartException extends RuntimeException {
    public CannotStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
