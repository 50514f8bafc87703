package io.spoolway.store;

/** How the opening of an object ended. */
public sealed interface OpenResult {
    /** It is open; the receiver closes it. */
    record Opened(ObjectContent content) implements OpenResult {}

    /** There is no such object. */
    record Missing() implements OpenResult {}

    /** There is one, with another ETag than the condition asked for. */
    record Changed() implements OpenResult {}
}
