package io.spoolway.ingest.http;

import java.io.IOException;

/** The body has not as many bytes as the headers of the request say. */
public final class BodySizeException extends IOException {
    /** @param message for the client */
    public BodySizeException(String message) {
        super(message);
    }
}
