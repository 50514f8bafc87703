package io.spoolway.service;

/** A service that may find out after its start that it can never work; its process ends then, so that nobody takes it for one that waits. */
public interface MayFail extends AutoCloseable {
    /** Waits until it has failed for good, which most never do; returns why. */
    RuntimeException awaitFailure() throws InterruptedException;
}
