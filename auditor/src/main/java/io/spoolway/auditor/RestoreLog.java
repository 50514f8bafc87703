package io.spoolway.auditor;

import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells once that state is read back from the broker, however many partitions of it there are. */
final class RestoreLog implements StateRestoreListener {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreLog.class);

    private final Set<TopicPartition> restoring = new HashSet<>();

    @Override
    public synchronized void onRestoreStart(TopicPartition partition, String store, long from, long to) {
        if (restoring.isEmpty() && from < to) {
            LOG.info("state is restored from the broker, as it was not closed in order, or is kept in memory");
        }
        restoring.add(partition);
    }

    @Override
    public void onBatchRestored(TopicPartition partition, String store, long until, long records) {
        // told when it begins
    }

    @Override
    public synchronized void onRestoreEnd(TopicPartition partition, String store, long records) {
        restoring.remove(partition);
    }

    @Override
    public synchronized void onRestoreSuspended(TopicPartition partition, String store, long records) {
        restoring.remove(partition);
    }
}
