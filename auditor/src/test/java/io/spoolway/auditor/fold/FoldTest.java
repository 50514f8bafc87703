package io.spoolway.auditor.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spoolway.event.EventType;
import io.spoolway.event.PublishedEvent;
import io.spoolway.event.UploadEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FoldTest {
    private static final Duration STALLED_AFTER = Duration.ofMinutes(10);

    private final Instant start = Instant.parse("2026-05-04T03:02:01Z");
    private final UploadEvents upload = UploadEvents.of(start);
    private final Fold fold = new Fold(STALLED_AFTER);

    private Upload fold(List<PublishedEvent> events) {
        Upload folded = null;
        for (PublishedEvent event : events) {
            folded = receive(folded, event);
        }
        if (folded == null) {
            throw new AssertionError("no events");
        }
        return folded;
    }

    private Upload receive(@Nullable Upload known, PublishedEvent event) {
        return fold.receive(known, upload.id(), Observation.of((UploadEvent) event.event(), event));
    }

    private static List<String> names(Upload upload) {
        return upload.steps().stream().map(Step::name).toList();
    }

    @Test
    void whoBeganPushesWhoeverAsksForAStepLater() {
        List<PublishedEvent> events = new ArrayList<>(upload.all());
        events.set(0, UploadEvents.by("alice", upload.started()));
        events.set(1, UploadEvents.by("bob", upload.completed()));

        Upload folded = fold(events.reversed());

        assertThat(folded.steps()).extracting(Step::subject).containsExactly("alice", "bob", null, null);
        assertThat(folded.subject()).isEqualTo("alice");
        assertThat(UploadStatus.of(folded).subject()).isEqualTo("alice");
    }

    @Test
    void whoCompletesPushesWhenNobodyWasAuthenticatedBefore() {
        Upload folded = fold(List.of(upload.started(), UploadEvents.by("bob", upload.completed()), upload.verified()));

        assertThat(IntStream.range(0, 3)
                        .mapToObj(step -> AuditEntry.of(folded, step).subject()))
                .containsExactly(null, "bob", "bob");
    }

    @Test
    void recordsEachStepWithWhereItWaitedAndWhereItWasWorkedOn() {
        Upload folded = fold(upload.all());

        assertThat(folded.state()).isEqualTo(UploadState.LINKED);
        assertThat(folded.repository()).isEqualTo(UploadEvents.REPOSITORY);
        assertThat(folded.client()).isEqualTo(UploadEvents.CLIENT);
        assertThat(folded.digest()).isEqualTo(UploadEvents.DIGEST);
        assertThat(folded.size()).isEqualTo(UploadEvents.SIZE);
        assertThat(folded.steps())
                .extracting(Step::name, Step::after, Step::queueMillis, Step::workMillis)
                .containsExactly(
                        tuple("upload.started", null, 0L, 0L),
                        // until then the client was sending
                        tuple("upload.completed", "upload.started", 0L, 2_000L),
                        tuple("blob.verified", "upload.completed", 200L, 100L),
                        tuple("blob.linked", "blob.verified", 150L, 50L));
    }

    /** Every order of four events, and of those of an upload that the linker rejected. */
    static Stream<List<Integer>> orders() {
        return permutations(List.of(0, 1, 2, 3)).stream();
    }

    private static List<List<Integer>> permutations(List<Integer> of) {
        if (of.isEmpty()) {
            return List.of(List.of());
        }
        List<List<Integer>> all = new ArrayList<>();
        for (Integer first : of) {
            List<Integer> others =
                    of.stream().filter(other -> !other.equals(first)).toList();
            permutations(others)
                    .forEach(rest -> all.add(
                            Stream.concat(Stream.of(first), rest.stream()).toList()));
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("orders")
    void theRecordIsTheSameInWhateverOrderTheEventsAreRead(List<Integer> order) {
        List<PublishedEvent> events = order.stream().map(upload.all()::get).toList();

        assertThat(fold(events)).isEqualTo(fold(upload.all()));
        assertThat(told(events)).isEqualTo(told(upload.all()));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void howFarAnUploadIsIsTheSameInWhateverOrderThatIsRead(List<Integer> order) {
        List<Received> reports = List.of(
                new Received(8, start.plusSeconds(2)),
                new Received(16, start.plusSeconds(5)),
                new Received(16, start.plusSeconds(4)));

        Upload folded = null;
        for (int at : order) {
            folded = at == 3 ? receive(folded, upload.started()) : progressed(folded, reports.get(at));
        }
        Upload whole = Objects.requireNonNull(folded);

        assertThat(whole.received()).isEqualTo(new Received(16, start.plusSeconds(4)));
        assertThat(whole.steps()).isEqualTo(fold(List.of(upload.started())).steps());
        UploadStatus status = UploadStatus.of(whole);
        assertThat(status.received()).isEqualTo(16);
        assertThat(status.receivedAt()).isEqualTo(start.plusSeconds(4));
        assertThat(status.updated()).isEqualTo(start);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void howFarAnUploadWasChangesNothingOfOneThatIsComplete(List<Integer> order) {
        Received late = new Received(8, start.plusSeconds(3));
        for (int before = 0; before <= order.size(); before++) {
            Upload folded = null;
            for (int read = 0; read <= order.size(); read++) {
                if (read == before) {
                    folded = progressed(folded, late);
                }
                if (read < order.size()) {
                    folded = receive(folded, upload.all().get(order.get(read)));
                }
            }

            assertThat(folded).isEqualTo(fold(upload.all()));
        }
    }

    private Upload progressed(@Nullable Upload known, Received told) {
        return fold.progressed(known, upload.id(), UploadEvents.REPOSITORY, told);
    }

    @Test
    void whatAnOlderAuditorKeptIsRead() {
        Upload kept = fold(List.of(UploadEvents.by("alice", upload.started()), upload.verified()));
        ObjectNode json = AuditJson.MAPPER.valueToTree(progressed(kept, new Received(8, start)));
        json.remove("received");
        json.withArray("/steps").forEach(step -> ((ObjectNode) step).remove("subject"));
        json.withArray("/held").forEach(held -> ((ObjectNode) held).remove("subject"));

        Upload read = AuditJson.read(AuditJson.write(json), Upload.class);

        assertThat(read).isEqualTo(fold(List.of(upload.started(), upload.verified())));
        assertThat(receive(read, upload.completed()).steps()).hasSize(3);
    }

    /** What goes to the topic: each step when it is new. */
    private List<String> told(List<PublishedEvent> events) {
        List<String> told = new ArrayList<>();
        Upload folded = null;
        for (PublishedEvent event : events) {
            folded = receive(folded, event);
            for (int index = told.size(); index < folded.steps().size(); index++) {
                told.add(AuditEvents.json(AuditEvents.of(folded, index)));
            }
        }
        return told;
    }

    @Test
    void anEntryTellsWhatWasKnownByThenWheneverItIsAskedFor() {
        Upload linked = fold(upload.all());

        assertThat(AuditEntry.of(linked, 0).digest()).isNull();
        assertThat(AuditEntry.of(linked, 0).size()).isNull();
        assertThat(AuditEntry.of(linked, 0).client()).isEqualTo(UploadEvents.CLIENT);
        assertThat(AuditEntry.of(linked, 1).digest()).isEqualTo(UploadEvents.DIGEST);
        assertThat(AuditEntry.of(linked, 1).size()).isEqualTo(UploadEvents.SIZE);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void aRejectByTheLinkerStandsBehindTheVerificationInWhateverOrderTheyAreRead(List<Integer> order) {
        List<PublishedEvent> all = List.of(
                upload.started(), upload.completed(), upload.verified(), upload.rejected(EventType.BLOB_VERIFIED));

        Upload folded = fold(order.stream().map(all::get).toList());

        assertThat(names(folded))
                .containsExactly("upload.started", "upload.completed", "blob.verified", "upload.rejected");
        assertThat(folded.state()).isEqualTo(UploadState.REJECTED);
        assertThat(folded.steps().getLast().facts())
                .containsEntry("reason", "DIGEST_MISMATCH")
                .containsEntry("detail", "they hash to another");
    }

    @Test
    void anEventThatComesAgainIsTheSameStep() {
        Upload once = fold(upload.all());
        List<PublishedEvent> often = new ArrayList<>();
        IntStream.range(0, 5).forEach(i -> often.addAll(upload.all()));
        Collections.shuffle(often, new Random(4));

        assertThat(fold(often)).isEqualTo(once);
        assertThat(receive(once, upload.verified())).isSameAs(once);
    }

    @Test
    void aStepIsHeldUntilTheStepBeforeItIsRead() {
        Upload held = fold(List.of(upload.started(), upload.linked(), upload.verified()));

        assertThat(names(held)).containsExactly("upload.started");
        assertThat(held.held()).hasSize(2);
        assertThat(held.state()).isEqualTo(UploadState.SPOOLING);
    }

    @Test
    void whatIsNotWaitedForAnyLongerIsRecordedInItsOrderAndSaysThatSomethingIsMissing() {
        Upload released = fold.release(fold(List.of(upload.linked(), upload.verified())));

        assertThat(released.steps())
                .extracting(Step::name, Step::gap)
                .containsExactly(tuple("blob.verified", true), tuple("blob.linked", false));
        assertThat(released.state()).isEqualTo(UploadState.LINKED);
        assertThat(released.held()).isEmpty();
    }

    @Test
    void aStepThatWasMissingIsRecordedWhenItComesAfterAllAndTheEndStays() {
        Upload released = fold.release(fold(List.of(upload.started(), upload.linked())));

        Upload late = receive(released, upload.completed());

        assertThat(names(late)).containsExactly("upload.started", "blob.linked", "upload.completed");
        assertThat(late.state()).isEqualTo(UploadState.LINKED);
    }

    @Test
    void anUploadThatIsSentAgainAfterItFailedIsLinkedInTheEnd() {
        Upload failed = fold(List.of(
                upload.started(), upload.completed(), upload.verified(), upload.failed(EventType.BLOB_VERIFIED)));
        assertThat(failed.state()).isEqualTo(UploadState.FAILED);

        assertThat(receive(failed, upload.linked(Duration.ofHours(1))).state()).isEqualTo(UploadState.LINKED);
    }

    @Test
    void anUploadThatIsSentAgainAfterItFailedIsOnItsWayAgain() {
        Upload failed = fold(List.of(upload.started(), upload.completed(), upload.failed(EventType.UPLOAD_COMPLETED)));

        Upload again = receive(failed, upload.verified());

        assertThat(again.state()).isEqualTo(UploadState.LINKING);
        assertThat(UploadStatus.of(again).ended()).isNull();
        assertThat(UploadStatus.of(failed).reason()).isEqualTo("disk on fire");
    }

    @Test
    void whatIsLinkedStaysLinkedWhateverFailsAfterwards() {
        Upload folded = fold(List.of(
                upload.started(),
                upload.completed(),
                upload.verified(),
                upload.linked(),
                upload.failed(EventType.BLOB_VERIFIED)));

        assertThat(folded.state()).isEqualTo(UploadState.LINKED);
        assertThat(UploadStatus.of(folded).reason()).isNull();
        assertThat(UploadStatus.of(folded).ended())
                .isEqualTo(folded.step("blob.linked").orElseThrow().time());
    }

    @Test
    void aLongDetailIsCut() {
        Upload rejected = fold(List.of(upload.started(), upload.completed(), upload.rejected("x".repeat(1 << 20))));

        assertThat(AuditJson.write(rejected)).hasSizeLessThan(10_000);
    }

    @Test
    void aCompletedUploadThatDoesNotEndIsFoundToBeStalledOnce() {
        Upload completed = fold(List.of(upload.started(), upload.completed()));
        Instant limit = start.plus(UploadEvents.COMPLETED).plus(STALLED_AFTER);

        assertThat(fold.stalled(completed, limit)).isEmpty();
        Upload stalled = fold.stalled(completed, limit.plusMillis(1)).orElseThrow();

        assertThat(stalled.stalled()).isTrue();
        assertThat(stalled.state()).isEqualTo(UploadState.VERIFYING);
        assertThat(stalled.steps().getLast().name()).isEqualTo(Step.STALLED);
        assertThat(stalled.steps().getLast().time()).isEqualTo(limit);
        assertThat(stalled.steps().getLast().facts()).containsEntry("waitingFor", "blob.verified");
        assertThat(fold.stalled(stalled, limit.plusSeconds(60))).isEmpty();
    }

    @Test
    void anUploadThatHasNotBeenCompletedIsNotStalledHoweverOldItIs() {
        assertThat(fold.stalled(fold(List.of(upload.started())), start.plus(Duration.ofDays(3))))
                .isEmpty();
    }

    @Test
    void aReplayFindsTheSameStallsAlthoughTheClockDidNotRunMeanwhile() {
        PublishedEvent late = upload.linked(Duration.ofHours(1));
        Upload live = receive(
                fold.stalled(
                                fold(List.of(upload.started(), upload.completed(), upload.verified())),
                                start.plus(Duration.ofMinutes(30)))
                        .orElseThrow(),
                late);

        Upload replayed = fold(List.of(upload.started(), upload.completed(), upload.verified(), late));

        assertThat(replayed).isEqualTo(live);
        assertThat(names(replayed))
                .containsExactly("upload.started", "upload.completed", "blob.verified", Step.STALLED, "blob.linked");
        // the wait is that of the step, with the finding in between
        assertThat(replayed.steps().getLast().after()).isEqualTo("blob.verified");
    }

    @Test
    void clocksThatDifferGiveNoNegativeTimes() {
        Upload folded =
                fold(List.of(upload.started(), upload.completed(), upload.verified(), upload.linked(Duration.ZERO)));

        assertThat(folded.steps().getLast().queueMillis()).isZero();
    }

    @Test
    void whatIsKeptIsReadAsItWasWritten() {
        Upload upload = fold(
                List.of(this.upload.started(), this.upload.linked(), this.upload.rejected(EventType.BLOB_VERIFIED)));

        assertThat(AuditJson.read(AuditJson.write(upload), Upload.class)).isEqualTo(upload);
    }
}
