package io.spoolway.auditor.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spoolway.auditor.AuditTopics;
import io.spoolway.auditor.fold.AuditEvents;
import io.spoolway.auditor.fold.Upload;
import io.spoolway.event.KafkaConfig;
import io.spoolway.event.ManifestPushed;
import io.spoolway.event.RegistryEvent;
import io.spoolway.event.Topics;
import io.spoolway.oci.RepositoryName;
import io.spoolway.oci.Tag;
import io.spoolway.stack.KafkaBroker;
import io.spoolway.testing.Eventually;
import io.spoolway.testing.TestStack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Each test has a repository and endpoints of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhooksTest {
    private static final int PARTITIONS = 3;
    private static final String SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final AtomicInteger number = new AtomicInteger();
    private final ObjectMapper json = new ObjectMapper();
    private KafkaBroker broker;
    private KafkaConfig kafka;
    private AuditRecords audit;

    @BeforeAll
    void startBroker() throws IOException {
        broker = KafkaBroker.start(TestStack.temporaryDirectory(), 0);
        // the shortest that a broker allows, so that a killed process is not missed for long
        kafka = new KafkaConfig(
                broker.bootstrapServers(), Map.of("session.timeout.ms", "6000"), PARTITIONS, (short) -1);
        try (Admin admin = admin()) {
            Topics.ensure(admin, kafka, List.of(Topics.Topic.keeping(AuditTopics.AUDIT, Duration.ofDays(1))));
        }
        audit = new AuditRecords(kafka);
    }

    @AfterAll
    void stopBroker() throws IOException {
        audit.close();
        broker.close();
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    private RepositoryName repository() {
        return new RepositoryName("test/" + number.incrementAndGet());
    }

    private Endpoint endpoint(RepositoryName repository, URI url) {
        return endpoint(repository, url, Format.CLOUDEVENTS, Endpoint.From.BEGINNING);
    }

    private Endpoint endpoint(RepositoryName repository, URI url, Format format, Endpoint.From from) {
        return new Endpoint(
                "endpoint-" + number.incrementAndGet(),
                url,
                Map.of("Authorization", "Bearer token"),
                Optional.of(Signature.of("whsec_" + SECRET)),
                format,
                new Filter(List.of(RepositoryPattern.of(repository.value())), Set.of()),
                from);
    }

    private Webhooks deliver(Endpoint... endpoints) {
        return deliver(new SimpleMeterRegistry(), endpoints);
    }

    private Webhooks deliver(MeterRegistry meters, Endpoint... endpoints) {
        return Webhooks.start(List.of(endpoints), kafka, meters);
    }

    private static void awaitAll(Receiver receiver, List<Upload> uploads) {
        Eventually.await()
                .untilAsserted(() -> assertThat(Set.copyOf(receiver.taken()))
                        .containsExactlyInAnyOrderElementsOf(AuditRecords.ids(uploads)));
    }

    /** However often each came: first of all in the order in which it happened. */
    private static void assertInOrder(Receiver receiver, List<Upload> uploads) {
        Set<String> firsts = new LinkedHashSet<>(receiver.taken());
        for (Upload upload : uploads) {
            assertThat(firsts.stream().filter(id -> id.startsWith(upload.uploadId() + "/")))
                    .containsExactlyElementsOf(AuditRecords.ids(upload));
        }
    }

    @Test
    void everyStepIsDeliveredOnceAndInTheOrderOfItsUpload() throws Exception {
        RepositoryName repository = repository();
        List<Upload> uploads = AuditRecords.uploads(50, repository);
        try (Receiver receiver = Receiver.taking();
                Webhooks webhooks = deliver(endpoint(repository, receiver.url()))) {
            audit.append(uploads);

            awaitAll(receiver, uploads);
            assertThat(receiver.taken()).doesNotHaveDuplicates();
            assertInOrder(receiver, uploads);
        }
    }

    @Test
    void deadAndSilentEndpointsHoldUpNoOtherAndGetEverythingWhenTheyAreBack() throws Exception {
        RepositoryName repository = repository();
        List<Upload> uploads = AuditRecords.uploads(30, repository);
        int port = freePort();
        CountDownLatch speak = new CountDownLatch(1);
        MeterRegistry meters = new SimpleMeterRegistry();
        try (Receiver live = Receiver.taking();
                Receiver silent = Receiver.start((request, exchange) -> {
                    speak.await();
                    return 200;
                })) {
            Endpoint dead = endpoint(repository, URI.create("http://127.0.0.1:%d/".formatted(port)));
            try (Webhooks webhooks =
                    deliver(meters, dead, endpoint(repository, silent.url()), endpoint(repository, live.url()))) {
                audit.append(uploads);

                awaitAll(live, uploads);
                assertThat(silent.taken()).isEmpty();
                Eventually.await().until(() -> count(meters, dead, "unanswered") > 0);
                assertThat(oldest(meters, dead)).isPositive();

                speak.countDown();
                try (Receiver back = Receiver.start(port, (request, exchange) -> 200)) {
                    awaitAll(back, uploads);
                    awaitAll(silent, uploads);
                    assertInOrder(back, uploads);
                    assertInOrder(silent, uploads);
                    Eventually.await().until(() -> oldest(meters, dead) == 0);
                    assertThat(count(meters, dead, "delivered")).isEqualTo(4L * uploads.size());
                }
            }
        }
    }

    private static long count(MeterRegistry meters, Endpoint endpoint, String outcome) {
        return meters.timer("spoolway.webhook.deliveries", "endpoint", endpoint.name(), "outcome", outcome)
                .count();
    }

    private static double oldest(MeterRegistry meters, Endpoint endpoint) {
        return meters.get("spoolway.webhook.oldest.undelivered")
                .tag("endpoint", endpoint.name())
                .gauge()
                .value();
    }

    @Test
    void aSilentEndpointHoldsUpNoRebalance() throws Exception {
        RepositoryName repository = repository();
        CountDownLatch speak = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        try (Receiver silent = Receiver.start((request, exchange) -> {
            asked.incrementAndGet();
            speak.await();
            return 200;
        })) {
            Endpoint endpoint = endpoint(repository, silent.url());
            List<Upload> uploads = AuditRecords.uploads(30, repository);
            audit.append(uploads);
            try (Webhooks first = deliver(endpoint);
                    Admin admin = admin()) {
                Eventually.await().until(() -> asked.get() == PARTITIONS);
                try (Webhooks second = deliver(endpoint)) {
                    Eventually.await()
                            .until(
                                    () -> partitionsOfMembers(admin, endpoint),
                                    shares -> shares.size() == 2
                                            && shares.stream().allMatch(share -> share > 0));
                    assertThat(silent.taken()).isEmpty();

                    speak.countDown();
                    awaitAll(silent, uploads);
                    assertInOrder(silent, uploads);
                }
            }
        }
    }

    private static List<Integer> partitionsOfMembers(Admin admin, Endpoint endpoint) throws Exception {
        return admin.describeConsumerGroups(List.of(endpoint.group())).all().get().values().stream()
                .flatMap(group -> group.members().stream())
                .map(member -> member.assignment().topicPartitions().size())
                .toList();
    }

    @Test
    void whatAStoppedProcessHadNotDeliveredIsDeliveredByTheNextAndNothingTwice() throws Exception {
        RepositoryName repository = repository();
        List<Upload> uploads = AuditRecords.uploads(200, repository);
        audit.append(uploads);
        Limited limited = new Limited(30);
        try (Receiver receiver = Receiver.start(limited)) {
            Endpoint endpoint = endpoint(repository, receiver.url());
            try (Webhooks first = deliver(endpoint)) {
                Eventually.await().until(() -> receiver.taken().size() == 30);
            }
            limited.lift();

            try (Webhooks next = deliver(endpoint)) {
                awaitAll(receiver, uploads);
                assertThat(receiver.taken()).doesNotHaveDuplicates();
                assertInOrder(receiver, uploads);
            }
        }
    }

    @Test
    void nothingIsLostOrSkippedWhenTheProcessIsKilledAndAnotherTakesOver(@TempDir Path directory) throws Exception {
        RepositoryName repository = repository();
        List<Upload> uploads = AuditRecords.uploads(100, repository);
        audit.append(uploads);
        Limited limited = new Limited(30);
        try (Receiver receiver = Receiver.start(limited)) {
            Path file = Files.writeString(
                    directory.resolve("webhooks.json"),
                    "[{\"name\": \"killed\", \"url\": \"%s\", \"repositories\": [\"%s\"], \"from\": \"beginning\"}]"
                            .formatted(receiver.url(), repository));
            try (WebhookProcess killed = WebhookProcess.start(file, kafka);
                    Admin admin = admin()) {
                Eventually.await().until(() -> receiver.taken().size() == 30);
                Eventually.await()
                        .until(() -> committed(admin, "spoolway-webhook-killed").stream()
                                .anyMatch(offset -> offset > 0));
            }
            limited.lift();

            try (Webhooks next = Webhooks.start(Endpoints.read(file), kafka, new SimpleMeterRegistry())) {
                awaitAll(receiver, uploads);
                assertInOrder(receiver, uploads);
            }
        }
    }

    /** An endpoint that takes so many and no more, so that whatever delivers to it has something left when it ends. */
    private static final class Limited implements Receiver.Answer {
        private final AtomicInteger left;

        Limited(int limit) {
            left = new AtomicInteger(limit);
        }

        void lift() {
            left.set(Integer.MAX_VALUE);
        }

        @Override
        public int to(Receiver.Received request, HttpExchange exchange) {
            return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0 ? 200 : 503;
        }
    }

    @Test
    void anErrorWhileARecordIsDeliveredEndsNoPartition() throws Exception {
        RepositoryName repository = repository();
        List<Upload> uploads = AuditRecords.uploads(10, repository);
        AtomicBoolean isFailing = new AtomicBoolean(true);
        MeterRegistry meters = new SimpleMeterRegistry();
        meters.config().onMeterAdded(meter -> {
            if (meter instanceof Timer && isFailing.getAndSet(false)) {
                throw new NoClassDefFoundError("made up");
            }
        });
        try (Receiver receiver = Receiver.taking();
                Webhooks webhooks = deliver(meters, endpoint(repository, receiver.url()))) {
            audit.append(uploads);

            awaitAll(receiver, uploads);
            assertThat(isFailing).isFalse();
            assertInOrder(receiver, uploads);
        }
    }

    @Test
    void anErrorWhileRecordsAreReadEndsNoEndpoint() throws Exception {
        RepositoryName repository = repository();
        List<Upload> uploads = AuditRecords.uploads(10, repository);
        KafkaConfig failing = new KafkaConfig(
                kafka.bootstrapServers(),
                Map.of("interceptor.classes", FailsOnce.class.getName()),
                kafka.partitions(),
                kafka.replicationFactor());
        try (Receiver receiver = Receiver.taking();
                Webhooks webhooks = Webhooks.start(
                        List.of(endpoint(repository, receiver.url())), failing, new SimpleMeterRegistry())) {
            audit.append(uploads);

            awaitAll(receiver, uploads);
            assertThat(FailsOnce.HAS_FAILED).isTrue();
            assertInOrder(receiver, uploads);
        }
    }

    /** Kafka takes it for a part of the consumer, and lets an Error of it through. */
    public static final class FailsOnce implements ConsumerInterceptor<String, byte[]> {
        static final AtomicBoolean HAS_FAILED = new AtomicBoolean();

        @Override
        public ConsumerRecords<String, byte[]> onConsume(ConsumerRecords<String, byte[]> records) {
            if (!HAS_FAILED.getAndSet(true)) {
                throw new NoClassDefFoundError("made up");
            }
            return records;
        }

        @Override
        public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

        @Override
        public void close() {}

        @Override
        public void configure(Map<String, ?> configs) {}
    }

    @Test
    void whatIsRefusedIsSentAgainWithTheSameIdBeforeAnythingElseOfItsUpload() throws Exception {
        RepositoryName repository = repository();
        Upload upload = AuditRecords.upload(repository);
        AtomicInteger attempts = new AtomicInteger();
        MeterRegistry meters = new SimpleMeterRegistry();
        try (Receiver receiver = Receiver.start((request, exchange) ->
                request.id().endsWith("/blob.verified") && attempts.incrementAndGet() <= 2 ? 500 : 202)) {
            Endpoint endpoint = endpoint(repository, receiver.url());
            try (Webhooks webhooks = deliver(meters, endpoint)) {
                audit.append(upload);

                awaitAll(receiver, List.of(upload));
                List<String> ids = AuditRecords.ids(upload);
                assertThat(receiver.received().stream().map(Receiver.Received::id))
                        .containsExactly(ids.get(0), ids.get(1), ids.get(2), ids.get(2), ids.get(2), ids.get(3));
                assertThat(count(meters, endpoint, "refused")).isEqualTo(2);
            }
        }
    }

    @Test
    void anEndpointThatAsksForTimeIsLeftAloneForSoLong() throws Exception {
        RepositoryName repository = repository();
        Upload upload = AuditRecords.upload(repository);
        AtomicBoolean isAsking = new AtomicBoolean(true);
        Instant[] times = new Instant[2];
        try (Receiver receiver = Receiver.start((request, exchange) -> {
                    if (isAsking.getAndSet(false)) {
                        times[0] = Instant.now();
                        exchange.getResponseHeaders().set("Retry-After", "2");
                        return 503;
                    }
                    times[1] = times[1] == null ? Instant.now() : times[1];
                    return 200;
                });
                Webhooks webhooks = deliver(endpoint(repository, receiver.url()))) {
            audit.append(upload);

            awaitAll(receiver, List.of(upload));
            assertThat(Duration.between(times[0], times[1])).isGreaterThan(Duration.ofMillis(1_900));
        }
    }

    @Test
    void redirectsAreNotFollowed() throws Exception {
        RepositoryName repository = repository();
        Upload upload = AuditRecords.upload(repository);
        AtomicBoolean isRedirecting = new AtomicBoolean(true);
        try (Receiver receiver = Receiver.start((request, exchange) -> {
                    exchange.getResponseHeaders().set("Location", "/elsewhere");
                    return isRedirecting.getAndSet(false) ? 307 : 200;
                });
                Webhooks webhooks = deliver(endpoint(repository, receiver.url()))) {
            audit.append(upload);

            awaitAll(receiver, List.of(upload));
            assertThat(receiver.received())
                    .hasSize(5)
                    .allSatisfy(request -> assertThat(request.uri()).hasPath("/hook"));
        }
    }

    @Test
    void everyRequestIsSignedAsStandardWebhooksSays() throws Exception {
        RepositoryName repository = repository();
        Upload upload = AuditRecords.upload(repository);
        try (Receiver receiver = Receiver.taking();
                Webhooks webhooks = deliver(endpoint(repository, receiver.url()))) {
            audit.append(upload);

            awaitAll(receiver, List.of(upload));
            for (Receiver.Received request : receiver.received()) {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(Base64.getDecoder().decode(SECRET), "HmacSHA256"));
                String timestamp = request.headers().getOrDefault("webhook-timestamp", "");
                mac.update((request.id() + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
                String signature = Base64.getEncoder()
                        .encodeToString(mac.doFinal(request.body().getBytes(StandardCharsets.UTF_8)));

                assertThat(request.headers()).containsEntry("webhook-signature", "v1," + signature);
                assertThat(Instant.ofEpochSecond(Long.parseLong(timestamp)))
                        .isBetween(Instant.now().minusSeconds(300), Instant.now());
                assertThat(request.headers()).containsEntry("Authorization", "Bearer token");
            }
        }
    }

    @Test
    void cloudEventsComeAsTheyWereRecorded() throws Exception {
        RepositoryName repository = repository();
        Upload upload = AuditRecords.upload(repository);
        ManifestPushed manifest = manifest(repository);
        try (Receiver receiver = Receiver.taking();
                Webhooks webhooks = deliver(endpoint(repository, receiver.url()))) {
            audit.append(upload);
            audit.append(manifest);

            Eventually.await().until(() -> receiver.taken().size() == 5);
            Receiver.Received linked = find(receiver, upload.uploadId() + "/blob.linked");
            assertThat(linked.headers())
                    .containsEntry("Content-Type", "application/json")
                    .containsEntry("ce-specversion", "1.0")
                    .containsEntry("ce-id", upload.uploadId() + "/blob.linked")
                    .containsEntry("ce-source", "urn:spoolway:auditor")
                    .containsEntry("ce-type", "spoolway.blob.linked")
                    .containsEntry("ce-subject", upload.uploadId().toString());
            assertThat(linked.body())
                    .isEqualTo(new String(AuditEvents.record(upload, 3).value(), StandardCharsets.UTF_8));
            assertThat(find(receiver, manifest.id()).headers())
                    .containsEntry("ce-source", "urn:spoolway:pipeline")
                    .containsEntry("ce-type", "spoolway.manifest.pushed");
        }
    }

    @Test
    void distributionIsToldOfWhatItKnows() throws Exception {
        RepositoryName repository = repository();
        Upload upload = AuditRecords.upload(repository);
        ManifestPushed manifest = manifest(repository);
        try (Receiver receiver = Receiver.taking();
                Webhooks webhooks =
                        deliver(endpoint(repository, receiver.url(), Format.DISTRIBUTION, Endpoint.From.BEGINNING))) {
            audit.append(upload);
            audit.append(manifest);

            Eventually.await().until(() -> receiver.taken().size() == 2);
            Receiver.Received linked = find(receiver, upload.uploadId() + "/blob.linked");
            assertThat(linked.headers())
                    .containsEntry("Content-Type", "application/vnd.docker.distribution.events.v2+json");
            JsonNode push = json.readTree(linked.body()).path("events").path(0);
            assertThat(push.path("action").asText()).isEqualTo("push");
            assertThat(push.path("target").path("digest").asText()).isEqualTo(AuditRecords.DIGEST.toString());
            assertThat(push.path("target").path("length").asLong()).isEqualTo(13);
            assertThat(json.readTree(find(receiver, manifest.id()).body()).findValuesAsText("tag"))
                    .containsExactly("1.0", "latest");
        }
    }

    private static ManifestPushed manifest(RepositoryName repository) {
        UUID occurrence = RegistryEvent.newOccurrence();
        List<Tag> tags = List.of(new Tag("1.0"), new Tag("latest"));
        String type = "application/vnd.oci.image.manifest.v1+json";
        return new ManifestPushed(
                occurrence, repository, AuditRecords.DIGEST, type, 512, tags, "", AuditRecords.CLIENT);
    }

    private static Receiver.Received find(Receiver receiver, String id) {
        return receiver.received().stream()
                .filter(request -> request.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anEndpointIsToldOnlyOfTheTypesItAskedFor() throws Exception {
        RepositoryName repository = repository();
        List<Upload> uploads = AuditRecords.uploads(10, repository);
        List<Upload> others = AuditRecords.uploads(10, repository());
        Filter filter = new Filter(
                List.of(RepositoryPattern.of(repository.value())),
                Set.of("spoolway.blob.linked", "spoolway.upload.started"));
        try (Receiver receiver = Receiver.taking();
                Webhooks webhooks = deliver(new Endpoint(
                        "filtered",
                        receiver.url(),
                        Map.of(),
                        Optional.empty(),
                        Format.CLOUDEVENTS,
                        filter,
                        Endpoint.From.BEGINNING))) {
            audit.append(others);
            audit.append(uploads);
            List<String> wanted = AuditRecords.ids(uploads).stream()
                    .filter(id -> id.endsWith("/blob.linked") || id.endsWith("/upload.started"))
                    .toList();

            Eventually.await().until(() -> receiver.taken().size() >= wanted.size());
            assertThat(receiver.taken()).containsExactlyInAnyOrderElementsOf(wanted);
            assertThat(receiver.received())
                    .allSatisfy(request -> assertThat(request.headers()).doesNotContainKey("webhook-signature"));
        }
    }

    @Test
    void whatAnAbortedTransactionWroteIsNotDelivered() throws Exception {
        RepositoryName repository = repository();
        List<Upload> uploads = AuditRecords.uploads(20, repository);
        try (Receiver receiver = Receiver.taking();
                Webhooks webhooks = deliver(endpoint(repository, receiver.url()))) {
            for (Upload aborted : AuditRecords.uploads(5, repository)) {
                audit.appendAndAbort(aborted);
            }
            audit.append(uploads);

            Eventually.await().until(() -> receiver.taken().size() >= 4 * uploads.size());
            assertThat(receiver.taken()).containsExactlyInAnyOrderElementsOf(AuditRecords.ids(uploads));
        }
    }

    @Test
    void whatIsNoEventIsPassedOver() throws Exception {
        RepositoryName repository = repository();
        Upload upload = AuditRecords.upload(repository);
        try (Receiver receiver = Receiver.taking();
                Webhooks webhooks = deliver(endpoint(repository, receiver.url()))) {
            byte[] nonsense = "nonsense".getBytes(StandardCharsets.UTF_8);
            ProducerRecord<String, byte[]> damaged = AuditEvents.record(upload, 0);
            audit.append(new ProducerRecord<>(AuditTopics.AUDIT, damaged.key(), nonsense));
            audit.append(new ProducerRecord<>(AuditTopics.AUDIT, null, damaged.key(), nonsense, damaged.headers()));
            audit.append(upload);

            awaitAll(receiver, List.of(upload));
            assertThat(receiver.received()).hasSize(4);
        }
    }

    @Test
    void aNewEndpointBeginsWithWhatIsRecordedFromNowOnAndSkipsNothingAfterwards() throws Exception {
        RepositoryName repository = repository();
        audit.append(AuditRecords.uploads(20, repository));
        List<Upload> whileAway = AuditRecords.uploads(20, repository);
        try (Receiver receiver = Receiver.taking()) {
            Endpoint endpoint = endpoint(repository, receiver.url(), Format.CLOUDEVENTS, Endpoint.From.NOW);
            try (Webhooks first = deliver(endpoint);
                    Admin admin = admin()) {
                Eventually.await()
                        .until(() -> committed(admin, endpoint.group()).size() == PARTITIONS);
            }
            // nothing was delivered yet: a process that began at the end again would skip these
            audit.append(whileAway);
            try (Webhooks second = deliver(endpoint)) {
                awaitAll(receiver, whileAway);
                assertInOrder(receiver, whileAway);
            }
        }
    }

    private static List<Long> committed(Admin admin, String group) throws Exception {
        return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().values().stream()
                .map(OffsetAndMetadata::offset)
                .toList();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
