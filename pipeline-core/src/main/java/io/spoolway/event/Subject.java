package io.spoolway.event;

/**
 * Who asked: somebody whom the proxy before ingest-api has authenticated.
 *
 * @param name as the proxy has it: 1 to {@value #LONGEST} characters, none of them a control character
 */
public record Subject(String name) implements Cause {
    private static final int LONGEST = 256;

    /** @throws IllegalArgumentException when it is no such name, with the reason; the name is not repeated there */
    public Subject {
        if (name.isEmpty() || name.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "a subject has 1 to %d characters, and not %d".formatted(LONGEST, name.length()));
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a subject has no control characters");
        }
    }
}
