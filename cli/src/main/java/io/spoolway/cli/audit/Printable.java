package io.spoolway.cli.audit;

/** Text of others on a terminal. */
final class Printable {
    private Printable() {}

    /** Without control characters, which could make the terminal do things. */
    static String text(String untrusted) {
        return untrusted
                .codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
