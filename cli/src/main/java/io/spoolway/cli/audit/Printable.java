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

    /**
     * JSON on one line without control characters. Within texts it may have those from U+007F on as they are, which are escaped;
     * those below U+0020 can only be space between its parts.
     */
    static String json(String json) {
        StringBuilder line = new StringBuilder(json.length());
        json.chars().filter(c -> c >= ' ').forEach(c -> {
            if (Character.isISOControl(c)) {
                line.append("\\u%04x".formatted(c));
            } else {
                line.append((char) c);
            }
        });
        return line.toString();
    }
}
