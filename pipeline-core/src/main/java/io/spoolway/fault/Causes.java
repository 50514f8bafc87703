package io.spoolway.fault;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** An exception and what it was caused by. */
public final class Causes {
    private Causes() {}

    /** The exception, its cause, the cause of that, and so on. */
    public static Stream<Throwable> of(Throwable e) {
        return Stream.iterate(e, Objects::nonNull, Throwable::getCause);
    }

    /** The first of them that is of this type. */
    public static <T extends Throwable> Optional<T> first(Throwable e, Class<T> type) {
        return of(e).filter(type::isInstance).map(type::cast).findFirst();
    }
}
