package io.spoolway.config;

import java.util.List;

/** The settings cannot be used; the message has a line for each problem. */
public final class InvalidSettingsException extends RuntimeException {
    private final transient List<String> problems;

    /** @param problems each on one line, without secrets */
    public InvalidSettingsException(List<String> problems) {
        super("%d problem%s in the settings:%n  %s"
                .formatted(problems.size(), problems.size() == 1 ? "" : "s", String.join("\n  ", problems)));
        this.problems = List.copyOf(problems);
    }

    /** Each problem, one line. */
    public List<String> problems() {
        return problems;
    }
}
