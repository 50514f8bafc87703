package io.spoolway.auditor.view;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * Entries of several partitions, of which each has the greatest key first, as one that has. One that is deleted while they are
 * read is passed over: an iterator of a store is over its keys, and has no value for such a key.
 */
final class NewestFirst<V> implements AutoCloseable {
    private final List<KeyValueIterator<String, V>> partitions;
    private final PriorityQueue<Head<V>> heads = new PriorityQueue<>(
            Comparator.comparing((Head<V> head) -> head.entry().key).reversed());

    private boolean isBegun;

    private record Head<V>(KeyValue<String, V> entry, KeyValueIterator<String, V> rest) {}

    /** @param partitions closed with it */
    NewestFirst(Collection<KeyValueIterator<String, V>> partitions) {
        this.partitions = new ArrayList<>(partitions);
    }

    private void advance(KeyValueIterator<String, V> partition) {
        while (partition.hasNext()) {
            KeyValue<String, V> entry = partition.next();
            if (entry.value != null) {
                heads.add(new Head<>(entry, partition));
                return;
            }
        }
    }

    boolean hasNext() {
        if (!isBegun) { // not in the constructor: what fails there is not closed
            isBegun = true;
            partitions.forEach(this::advance);
        }
        return !heads.isEmpty();
    }

    KeyValue<String, V> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Head<V> head = heads.remove();
        advance(head.rest());
        return head.entry();
    }

    @Override
    public void close() {
        partitions.forEach(KeyValueIterator::close);
    }
}
