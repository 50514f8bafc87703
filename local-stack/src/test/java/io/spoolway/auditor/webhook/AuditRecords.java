package io.spoolway.auditor.webhook;

import io.spoolway.auditor.AuditTopics;
import io.spoolway.auditor.fold.AuditEvents;
import io.spoolway.auditor.fold.Step;
import io.spoolway.auditor.fold.Upload;
import io.spoolway.auditor.fold.UploadState;
import io.spoolway.event.Client;
import io.spoolway.event.EventCodec;
import io.spoolway.event.KafkaConfig;
import io.spoolway.event.RegistryEvent;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes {@code spoolway.audit}, as the auditor does. */
final class AuditRecords implements AutoCloseable {
    static final Client CLIENT = new Client("192.0.2.7", "curl/8");
    static final Digest DIGEST = Digest.parse("sha256:" + "ab".repeat(32));
    private static final List<String> STEPS =
            List.of("upload.started", "upload.completed", "blob.verified", "blob.linked");

    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConfig config;

    AuditRecords(KafkaConfig config) {
        this.config = config;
        this.producer = producer(config, Map.of());
    }

    private static KafkaProducer<String, byte[]> producer(KafkaConfig config, Map<String, Object> own) {
        return new KafkaProducer<>(config.client(own), new StringSerializer(), new ByteArraySerializer());
    }

    /** An upload that was linked, in four steps. */
    static Upload upload(RepositoryName repository) {
        Instant now = Instant.now();
        List<Step> steps = STEPS.stream()
                .map(name -> new Step(name, now, "node-1", null, 0, 0, null, false, Map.of()))
                .toList();
        return new Upload(
                UploadId.next(), repository, UploadState.LINKED, false, CLIENT, DIGEST, 13L, null, steps, List.of());
    }

    static List<Upload> uploads(int count, RepositoryName repository) {
        return Stream.generate(() -> upload(repository)).limit(count).toList();
    }

    /** The ids of all steps, in order. */
    static List<String> ids(Upload upload) {
        return upload.steps().stream()
                .map(step -> upload.uploadId() + "/" + step.name())
                .toList();
    }

    /** All ids of all uploads. */
    static List<String> ids(List<Upload> uploads) {
        return uploads.stream().flatMap(upload -> ids(upload).stream()).toList();
    }

    /** Writes every step of each, the first of all uploads first. */
    void append(List<Upload> uploads) throws ExecutionException, InterruptedException {
        send(producer, uploads);
    }

    private static void send(KafkaProducer<String, byte[]> producer, List<Upload> uploads)
            throws ExecutionException, InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int index = 0; index < STEPS.size(); index++) {
            for (Upload upload : uploads) {
                sent.add(producer.send(AuditEvents.record(upload, index)));
            }
        }
        for (Future<RecordMetadata> record : sent) {
            record.get();
        }
    }

    void append(Upload upload) throws ExecutionException, InterruptedException {
        append(List.of(upload));
    }

    /** A change in a repository, which the auditor hands on as it is. */
    void append(RegistryEvent event) throws ExecutionException, InterruptedException {
        ProducerRecord<String, byte[]> record = new EventCodec("node-1").encode(event, Optional.empty(), Instant.now());
        append(new ProducerRecord<>(AuditTopics.AUDIT, null, record.key(), record.value(), record.headers()));
    }

    void append(ProducerRecord<String, byte[]> record) throws ExecutionException, InterruptedException {
        producer.send(record).get();
    }

    /** Writes every step of an upload in a transaction that is given up. */
    void appendAndAbort(Upload upload) throws ExecutionException, InterruptedException {
        try (KafkaProducer<String, byte[]> transactional = producer(
                config,
                Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, UUID.randomUUID().toString()))) {
            transactional.initTransactions();
            transactional.beginTransaction();
            send(transactional, List.of(upload));
            transactional.abortTransaction();
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
