package io.spoolway.auditor.webhook;

import java.time.Duration;

/**
 * What came of sending a message once.
 *
 * @param told one line for people
 * @param retryAfter how long the endpoint asked to be left alone; zero when it did not
 */
record Attempt(Outcome outcome, String told, Duration retryAfter) {
    /** How it ended. */
    enum Outcome {
        /** The endpoint has it: 2xx. */
        DELIVERED,
        /** Any other answer. */
        REFUSED,
        /** No answer, or none in time. */
        UNANSWERED
    }
}
