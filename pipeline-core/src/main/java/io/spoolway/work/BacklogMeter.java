package io.spoolway.work;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.spoolway.event.KafkaConfig;
import io.spoolway.fault.Recurring;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker every few seconds how many records the share group has not done yet (KIP-1226), so that it can be told without waiting.
 * Every process of the group tells the same. While the broker does not say, the answer is NaN rather than an old one.
 */
final class BacklogMeter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BacklogMeter.class);
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final int TIMEOUT_MILLIS = 5_000;

    private final Admin admin;
    private final String group;
    private final List<String> topics;
    private final Recurring asking;
    private volatile double backlog = Double.NaN;

    private BacklogMeter(Admin admin, String group, List<String> topics) {
        this.admin = admin;
        this.group = group;
        this.topics = List.copyOf(topics);
        this.asking = Recurring.start("backlog", Duration.ZERO, () -> EVERY, () -> backlog = ask());
    }

    static BacklogMeter start(KafkaConfig kafka, String group, List<String> topics, MeterRegistry meters) {
        Admin admin = Admin.create(
                kafka.client(Map.of("request.timeout.ms", TIMEOUT_MILLIS, "default.api.timeout.ms", TIMEOUT_MILLIS)));
        BacklogMeter meter = new BacklogMeter(admin, group, topics);
        Gauge.builder("spoolway.queue.backlog", meter, m -> m.backlog)
                .description("records of the work queue that the share group has not done yet")
                .baseUnit("records")
                .tag("group", group)
                .register(meters);
        return meter;
    }

    private double ask() throws InterruptedException {
        try {
            Map<TopicPartition, SharePartitionOffsetInfo> known =
                    get(admin.listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
                            .partitionsToOffsetInfo(group));
            List<TopicPartition> unknown = partitions().stream()
                    .filter(partition -> known.get(partition) == null)
                    .toList();
            return known.values().stream().mapToDouble(BacklogMeter::lag).sum() + records(unknown);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.debug("the backlog of {} is not known", group, e);
            return Double.NaN;
        }
    }

    private static double lag(@Nullable SharePartitionOffsetInfo offsets) {
        return offsets == null ? 0 : offsets.lag().map(Long::doubleValue).orElse(Double.NaN);
    }

    private List<TopicPartition> partitions() throws InterruptedException, ExecutionException, TimeoutException {
        return get(admin.describeTopics(topics).allTopicNames()).values().stream()
                .flatMap(described -> described.partitions().stream()
                        .map(partition -> new TopicPartition(described.name(), partition.partition())))
                .toList();
    }

    /** Of a partition of which nothing is done yet the group knows nothing: all that is there is to be done. */
    private double records(List<TopicPartition> partitions)
            throws InterruptedException, ExecutionException, TimeoutException {
        return partitions.isEmpty()
                ? 0
                : offsets(partitions, OffsetSpec.latest()) - offsets(partitions, OffsetSpec.earliest());
    }

    private double offsets(List<TopicPartition> partitions, OffsetSpec which)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetSpec> asked =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> which));
        return get(admin.listOffsets(asked).all()).values().stream()
                .mapToDouble(ListOffsetsResultInfo::offset)
                .sum();
    }

    private static <T> T get(KafkaFuture<T> answer) throws InterruptedException, ExecutionException, TimeoutException {
        return answer.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        asking.close();
        admin.close(Duration.ofSeconds(1));
    }
}
