package io.spoolway.cli.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;

/** Where events are printed to, a line each: as they are, or for people. */
final class AuditOutput {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintWriter out;
    private final boolean json;

    AuditOutput(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /** Prints a CloudEvent. */
    void print(String event) throws JsonProcessingException {
        out.println(json ? Printable.json(event) : AuditLine.of(JSON.readTree(event)));
    }

    /**
     * Hands on what was printed.
     *
     * @return whether nobody reads it any more: {@code spoolway audit | head}
     */
    boolean isClosed() {
        // standard output keeps its errors to itself
        return out.checkError() || System.out.checkError();
    }
}
