package io.spoolway.cli.push;

import io.spoolway.fault.PassingFault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a request, or a push, did not succeed. Messages are for people. */
public abstract sealed class PushException extends Exception {
    private PushException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** It may succeed when it is tried again. */
    static final class TryAgain extends PushException implements PassingFault {
        private final @Nullable Duration retryAfter;
        private final boolean outOfStep;

        private TryAgain(String message, @Nullable Throwable cause, @Nullable Duration retryAfter, boolean outOfStep) {
            super(message, cause);
            this.retryAfter = retryAfter;
            this.outOfStep = outOfStep;
        }

        TryAgain(String message, @Nullable Throwable cause) {
            this(message, cause, null, false);
        }

        static TryAgain after(String message, Optional<Duration> retryAfter) {
            return new TryAgain(message, null, retryAfter.orElse(null), false);
        }

        /** The upload does not stand where the request assumed: ask, then go on from there. */
        static TryAgain outOfStep(String message) {
            return new TryAgain(message, null, null, true);
        }

        /** How long the registry asks to wait. */
        Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }

        boolean isOutOfStep() {
            return outOfStep;
        }
    }

    /** The registry does not know the upload, or no more. */
    static final class UploadGone extends PushException {
        UploadGone(URI upload) {
            super(
                    "the registry does not know the upload " + upload + " (it expired, was cancelled, or has ended)",
                    null);
        }
    }

    /** Trying again would not help. */
    static final class Refused extends PushException {
        Refused(String message) {
            super(message, null);
        }

        Refused(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** It was tried often enough. */
    static final class GaveUp extends PushException {
        GaveUp(int tries, TryAgain last) {
            super("gave up after %d tries without progress; the last: %s".formatted(tries, last.getMessage()), last);
        }
    }
}
