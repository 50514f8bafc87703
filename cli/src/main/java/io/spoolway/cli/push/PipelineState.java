package io.spoolway.cli.push;

/**
 * How far the pipeline is with an upload.
 *
 * @param state as the registry names it; states that are not known here are on the way
 * @param detail for people, or empty
 */
record PipelineState(String state, String detail) {
    /** Whether it has ended, and how. */
    enum End {
        NOT_YET,
        LINKED,
        LOST
    }

    End end() {
        return switch (state) {
            case "linked" -> End.LINKED;
            case "rejected", "failed", "cancelled", "expired" -> End.LOST;
            default -> End.NOT_YET;
        };
    }

    /** The state in a line. */
    String told() {
        return detail.isEmpty() ? state : state + ": " + detail;
    }
}
