package io.spoolway.cli;

/**
 * How much is logged. To be set before the first logger is made: Logback reads it once, and a command that never logs
 * never starts it.
 */
public enum LogLevel {
    /** For what runs until it is stopped. */
    INFO,
    /** For commands whose own output says it all. */
    ERROR;

    private static final String PROPERTY = "spoolway.log.level";

    /** Makes it the level, unless whoever started Java has chosen another. */
    public void use() {
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(PROPERTY, name());
        }
    }
}
