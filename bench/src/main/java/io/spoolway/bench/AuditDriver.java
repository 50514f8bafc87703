package io.spoolway.bench;

import io.spoolway.event.BlobLinked;
import io.spoolway.event.BlobVerified;
import io.spoolway.event.ChunkList;
import io.spoolway.event.Client;
import io.spoolway.event.EventCodec;
import io.spoolway.event.EventType;
import io.spoolway.event.PipelineEvent;
import io.spoolway.event.UploadCompleted;
import io.spoolway.event.UploadStarted;
import io.spoolway.event.Work;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Publishes the events of uploads that nobody pushed, and measures how far the auditor is behind and how soon it answers. Not
 * for a broker that anybody needs: the uploads stay in its topics.
 */
@Command(
        name = "bench/run audit",
        mixinStandardHelpOptions = true,
        description = {
            "Publishes the events of many made-up uploads, and asks the auditor for them.",
            "For a broker and an auditor alone (./spoolway up --only kafka,auditor): nothing of these uploads was spooled."
        })
public final class AuditDriver implements Callable<Integer> {
    private static final Duration CATCH_UP = Duration.ofMinutes(30);

    @Option(names = "--kafka", defaultValue = "127.0.0.1:9092", description = "the broker (${DEFAULT-VALUE})")
    String kafka = "127.0.0.1:9092";

    @Option(names = "--auditor", defaultValue = "http://127.0.0.1:8080", description = "(${DEFAULT-VALUE})")
    URI auditor = URI.create("http://127.0.0.1:8080");

    @Option(names = "--uploads", defaultValue = "30000", description = "how many (${DEFAULT-VALUE})")
    int uploads;

    @Option(
            names = "--events",
            defaultValue = "4",
            description = "of each upload: 1 when it only begins, 4 when it is linked (${DEFAULT-VALUE})")
    int events;

    @Option(
            names = "--rate",
            defaultValue = "2000",
            description = "events in a second; 0 for no limit (${DEFAULT-VALUE})")
    int rate;

    @Option(names = "--questions", defaultValue = "2000", description = "for an upload, one by one (${DEFAULT-VALUE})")
    int questions;

    private final Random random = new Random();
    private final EventCodec codec = new EventCodec("bench");
    private final List<UploadId> published = new ArrayList<>();

    public static void main(String[] args) {
        System.exit(new CommandLine(new AuditDriver()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            publish(admin);
        }
        ask();
        return 0;
    }

    private void publish(Admin admin) throws Exception {
        System.out.printf(
                "%d uploads, %d events, %s%n",
                uploads, uploads * events, rate == 0 ? "as fast as they can be published" : rate + " events/s");
        List<Double> lags = new ArrayList<>();
        long start = System.nanoTime();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka, "linger.ms", 5, "compression.type", "lz4"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            long nextLook = start + 1_000_000_000L;
            for (int i = 0; i < uploads; i++) {
                publish(producer);
                if (rate > 0) {
                    long due = start + (long) ((i + 1) * (events * 1e9 / rate));
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                if (System.nanoTime() >= nextLook) {
                    lags.add((double) lag(admin));
                    nextLook = System.nanoTime() + 1_000_000_000L;
                }
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("  published in %.1f s: %.0f events/s%n", seconds, uploads * events / seconds);
        if (!lags.isEmpty()) {
            double[] sorted =
                    lags.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            System.out.printf(
                    "  events not folded yet, looked at every second: median %.0f, most %.0f%n",
                    sorted[sorted.length / 2], sorted[sorted.length - 1]);
        }
        long end = System.nanoTime();
        long until = end + CATCH_UP.toNanos();
        long lag = lag(admin);
        while (lag > 0 && System.nanoTime() < until) {
            Thread.sleep(200);
            lag = lag(admin);
        }
        double behind = (System.nanoTime() - end) / 1e9;
        System.out.printf(
                "  all folded %.1f s after the last was published: %.0f events/s over all; %d left%n",
                behind, uploads * events / (seconds + behind), lag);
    }

    private void publish(KafkaProducer<String, byte[]> producer) {
        UploadId id = UploadId.next();
        published.add(id);
        RepositoryName repository = new RepositoryName("bench/repository-" + random.nextInt(50));
        byte[] hash = new byte[32];
        random.nextBytes(hash);
        Digest digest = Digest.parse("sha256:" + HexFormat.of().formatHex(hash));
        Client client = new Client("192.0.2.1", "bench");
        ChunkList chunks = ChunkList.of(List.of());
        List<PipelineEvent> steps = List.of(
                new UploadStarted(id, repository, client),
                new UploadCompleted(id, repository, digest, 16_384, 16_384, chunks, client),
                new BlobVerified(id, repository, digest, 16_384, 16_384, chunks),
                new BlobLinked(id, repository, digest, 16_384, true));
        steps.stream().limit(events).forEach(step -> send(producer, step, work(step)));
    }

    private static Optional<Work> work(PipelineEvent step) {
        return switch (step) {
            case BlobVerified verified -> Optional.of(Work.beginning(EventType.UPLOAD_COMPLETED));
            case BlobLinked linked -> Optional.of(Work.beginning(EventType.BLOB_VERIFIED));
            default -> Optional.empty();
        };
    }

    private void send(KafkaProducer<String, byte[]> producer, PipelineEvent event, Optional<Work> work) {
        var _ = producer.send(codec.encode(event, work, Instant.now()), (metadata, failure) -> {
            if (failure != null) {
                throw new IllegalStateException("not published: " + failure.getMessage(), failure);
            }
        });
    }

    /** How many records of the topics of uploads the auditors have not committed yet. */
    private static long lag(Admin admin) throws Exception {
        var committed = admin.listConsumerGroupOffsets("spoolway-auditor")
                .partitionsToOffsetAndMetadata()
                .get();
        List<String> topics =
                Arrays.stream(EventType.values()).map(EventType::topic).toList();
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        admin.describeTopics(topics)
                .allTopicNames()
                .get()
                .forEach((name, topic) -> topic.partitions()
                        .forEach(partition ->
                                ends.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest())));
        long lag = 0;
        for (var end : admin.listOffsets(ends).all().get().entrySet()) {
            var position = committed.get(end.getKey());
            lag += end.getValue().offset() - (position == null ? 0 : position.offset());
        }
        return lag;
    }

    private void ask() throws Exception {
        if (questions == 0) {
            return;
        }
        double[] millis = new double[questions];
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int i = 0; i < questions; i++) {
                UploadId id = published.get(random.nextInt(published.size()));
                HttpRequest request = HttpRequest.newBuilder(auditor.resolve("/uploads/" + id))
                        .build();
                long start = System.nanoTime();
                var answer = http.send(request, BodyHandlers.ofString());
                millis[i] = (System.nanoTime() - start) / 1e6;
                if (answer.statusCode() != 200 || !answer.body().contains(id.toString())) {
                    throw new IllegalStateException("%s: %d %s".formatted(id, answer.statusCode(), answer.body()));
                }
            }
        }
        Arrays.sort(millis);
        System.out.printf(
                "  GET /uploads/{id}, %d times: median %.1f ms, 99 of 100 within %.1f ms%n",
                questions, millis[questions / 2], millis[questions * 99 / 100]);
    }
}
