package io.spoolway.testing;

import io.spoolway.stack.Component;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What broker and store of the shared stack are: containers, where a Docker engine has their images, or those that are embedded. The
 * property {@value #PROPERTY} chooses: {@code auto}, which never pulls an image, {@code embedded}, or {@code containers}, which pulls
 * what is missing and fails where that cannot be. Which it is stands in the log.
 *
 * <p>Stacks of a test's own are embedded in any case: such tests stop and start brokers and stores.
 */
enum Backing {
    AUTO,
    EMBEDDED,
    CONTAINERS;

    static final String PROPERTY = "spoolway.test.stack";

    private static final Logger LOG = LoggerFactory.getLogger(Backing.class);

    /** Starts what is chosen, if it is not embedded; it runs until the JVM ends. */
    static Ports chosen() {
        return switch (named(System.getProperty(PROPERTY, "auto"))) {
            case EMBEDDED -> embedded("as " + PROPERTY + " says");
            case AUTO -> whereItCanBe();
            case CONTAINERS -> told(Containers.start(Containers.Missing.PULL));
        };
    }

    /** @throws IllegalArgumentException with the names there are, when this is none */
    static Backing named(String name) {
        return Arrays.stream(values())
                .filter(backing -> backing.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("%s=%s: there are %s"
                        .formatted(
                                PROPERTY,
                                name,
                                Arrays.stream(values()).map(Backing::label).collect(Collectors.joining(", ")))));
    }

    private static Ports whereItCanBe() {
        try {
            return told(Containers.start(Containers.Missing.FAIL));
        } catch (Containers.UnavailableException e) {
            return embedded(String.valueOf(e.getMessage()));
        }
    }

    private static Ports embedded(String why) {
        LOG.info("the shared stack is embedded: {}", why);
        return Ports.NONE;
    }

    private static Ports told(Containers.Started started) {
        LOG.info("the shared stack runs on containers: {}", started.images());
        return started.ports();
    }

    private String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Where on 127.0.0.1 components are that a stack need not start. */
    record Ports(Map<Component, Integer> byComponent) {
        static final Ports NONE = new Ports(Map.of());

        Ports {
            byComponent = Map.copyOf(byComponent);
        }

        /** The port of a component; 0, for any free one, if the stack starts it. */
        int of(Component component) {
            return byComponent.getOrDefault(component, 0);
        }

        /** The components that are left to start. */
        Set<Component> without(Set<Component> components) {
            Set<Component> left = EnumSet.copyOf(components);
            left.removeAll(byComponent.keySet());
            return left;
        }
    }
}
