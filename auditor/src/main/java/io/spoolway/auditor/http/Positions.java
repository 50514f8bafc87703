package io.spoolway.auditor.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How far a client has read each partition of the audit record: the id of an event in the stream. Whoever goes on from there
 * misses nothing and gets nothing again, at whatever auditor.
 *
 * @param next offset of what follows, by partition
 */
record Positions(List<Long> next) {
    private static final Pattern TEXT = Pattern.compile("\\d{1,18}(-\\d{1,18})*");

    Positions {
        next = List.copyOf(next);
    }

    /** @throws IllegalArgumentException with a message for the user when it is none */
    static Positions parse(String text) {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("it must be the id of an event of this stream");
        }
        return new Positions(Arrays.stream(text.split("-")).map(Long::valueOf).toList());
    }

    /** Where a partition goes on: at its beginning when it was not there yet. */
    long of(int partition) {
        return partition < next.size() ? next.get(partition) : 0;
    }

    /** With another position in one partition. */
    Positions with(int partition, long offset) {
        List<Long> moved = new ArrayList<>(next);
        moved.set(partition, offset);
        return new Positions(moved);
    }

    @Override
    public String toString() {
        return next.stream().map(String::valueOf).collect(Collectors.joining("-"));
    }
}
