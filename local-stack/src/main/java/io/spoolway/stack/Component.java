package io.spoolway.stack;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What the local stack is made of, in the order in which it starts. */
public enum Component {
    KAFKA,
    S3,
    INGEST_API,
    VERIFIER,
    LINKER,
    AUDITOR;

    /** The name on the command line, such as {@code ingest-api}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** All of them. */
    public static Set<Component> all() {
        return EnumSet.allOf(Component.class);
    }

    /** @throws IllegalArgumentException with a message for the user when there is no such component */
    public static Component named(String label) {
        return Arrays.stream(values())
                .filter(component -> component.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"%s\" is no component; there are %s"
                        .formatted(
                                label,
                                Arrays.stream(values()).map(Component::label).collect(Collectors.joining(", ")))));
    }
}
