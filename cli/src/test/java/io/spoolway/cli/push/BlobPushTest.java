package io.spoolway.cli.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.fault.Backoff;
import io.spoolway.oci.Digest;
import io.spoolway.oci.DigestAlgorithm;
import io.spoolway.oci.RepositoryName;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pushes a file of 25,000 bytes in pieces of 10,000. */
class BlobPushTest {
    private static final int SIZE = 25_000;
    private static final int TRIES = 4;

    @TempDir
    private Path directory;

    private final byte[] bytes = new byte[SIZE];
    private final Recorder recorder = new Recorder();
    private FakeRegistry registry;
    private HttpCalls calls;
    private Path path;
    private Digest digest;

    @BeforeEach
    void start() throws IOException {
        new Random(1).nextBytes(bytes);
        path = Files.write(directory.resolve("file"), bytes);
        digest = digestOf(bytes);
        registry = new FakeRegistry();
        calls = new HttpCalls(Duration.ofSeconds(10));
    }

    @AfterEach
    void stop() {
        calls.close();
        registry.close();
    }

    @Test
    void sendsTheFileInPieces() throws Exception {
        assertThat(push()).isEqualTo(pushed());

        assertThat(registry.requests())
                .containsExactly("HEAD", "POST", "PATCH 0-9999", "PATCH 10000-19999", "PATCH 20000-24999", "PUT");
        assertArrived();
        assertThat(recorder.stages)
                .containsExactly(
                        "hashing from 0",
                        "spooling from 0",
                        "completing, and waiting until it is verified and linked",
                        "linked");
        assertThat(recorder.position).isEqualTo(SIZE);
    }

    @Test
    void sendsNothingOfABlobThatIsThere() throws Exception {
        registry.holding(digest, bytes);

        assertThat(push()).isEqualTo(new PushOutcome.Pushed(digest, blobUrl(), true));

        assertThat(registry.requests()).containsExactly("HEAD");
    }

    @Test
    void anEmptyFileNeedsNoBytes() throws Exception {
        Files.write(path, new byte[0]);
        digest = digestOf(new byte[0]);

        assertThat(push()).isEqualTo(pushed());

        assertThat(registry.requests()).containsExactly("HEAD", "POST", "PUT");
    }

    @Test
    void resumesAtTheExactByteAfterADroppedConnection() throws Exception {
        registry.spoil("PATCH", FakeRegistry.breakAfter(3_333));

        assertThat(push()).isEqualTo(pushed());

        assertThat(registry.requests())
                .containsExactly(
                        "HEAD",
                        "POST",
                        "PATCH 0-9999",
                        "GET",
                        "PATCH 3333-13332",
                        "PATCH 13333-23332",
                        "PATCH 23333-24999",
                        "PUT");
        assertArrived();
    }

    @Test
    void resumesByRangeAloneToo() throws Exception {
        registry.withoutExactOffset().spoil("PATCH", FakeRegistry.breakAfter(0), FakeRegistry.breakAfter(3_333));

        assertThat(push()).isEqualTo(pushed());

        assertThat(registry.requests()).contains("PATCH 3333-13332");
        assertArrived();
    }

    @Test
    void pushesAFileOfOneByteToARegistryWithRangeAlone() throws Exception {
        Files.write(path, new byte[] {7});
        digest = digestOf(new byte[] {7});
        registry.withoutExactOffset();

        assertThat(push()).isEqualTo(pushed());

        assertThat(registry.requests()).containsExactly("HEAD", "POST", "PATCH 0-0", "PUT");
    }

    @Test
    void waitsAsLongAsABusyRegistryAsks() throws Exception {
        registry.spoil("POST", FakeRegistry.answer(429, "Retry-After", "20"))
                .spoil("PATCH", FakeRegistry.answer(503, "Retry-After", "7"));

        assertThat(push()).isEqualTo(pushed());

        assertThat(recorder.pauses).hasSize(2);
        assertThat(recorder.pauses.get(0)).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(21));
        assertThat(recorder.pauses.get(1)).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(8));
        assertArrived();
    }

    @Test
    void goesOnWhereTheRegistrySaysWhenItIsOutOfStep() throws Exception {
        registry.spoil(
                "PATCH",
                (exchange, fake) -> {
                    // the bytes arrive, and somebody else's answer comes back
                    FakeRegistry.breakAfter(10_000).spoil(exchange, fake);
                },
                FakeRegistry.answer(416));

        assertThat(push()).isEqualTo(pushed());

        assertThat(registry.requests())
                .containsSubsequence("PATCH 0-9999", "GET", "PATCH 10000-19999", "GET", "PATCH 10000-19999", "PUT");
        assertArrived();
    }

    @Test
    void anAnswerThatComesBeforeTheBytesAreReadIsNoEnd() throws Exception {
        byte[] large = new byte[30_000_000];
        Files.write(path, large);
        digest = digestOf(large);
        registry.spoil("PATCH", FakeRegistry.answer(503), FakeRegistry.answer(416));
        PushSettings settings = new PushSettings(
                DigestAlgorithm.SHA256, large.length, false, Optional.empty(), TRIES, recorder.backoff());

        assertThat(push(settings, new Semaphore(1))).isEqualTo(pushed());

        assertThat(registry.requests()).filteredOn("PATCH 0-29999999"::equals).hasSize(3);
    }

    @Test
    void aRequestThatNoLongerMovesIsCutAndSentAgain() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        registry.spoil("PATCH", FakeRegistry.silentUntil(end));
        calls.close();
        calls = new HttpCalls(Duration.ofMillis(200));
        recorder.onPause = end::countDown;

        assertThat(push()).isEqualTo(pushed());

        assertThat(recorder.problems).singleElement().asString().startsWith("nothing moved for");
        assertArrived();
    }

    @Test
    void completesAgainAndThenAsynchronouslyWhenTheAnswerIsLost() throws Exception {
        registry.telling("completed", "linked").spoil("PUT", FakeRegistry.doneButNotSaid());

        assertThat(push()).isEqualTo(pushed());

        assertThat(registry.requests())
                .containsSubsequence("PUT", "PUT respond-async", "STATUS", "STATUS")
                .doesNotContain("GET");
    }

    @Test
    void looksWhereItStandsWhenItIsOutOfStepAtTheEnd() throws Exception {
        registry.telling("linked").spoil("PUT", FakeRegistry.answer(416));

        assertThat(push()).isEqualTo(pushed());

        assertThat(registry.requests()).containsSubsequence("PUT", "GET", "PUT respond-async");
        assertArrived();
    }

    @Test
    void asksForAnAnswerAtOnceAndFollowsTheStates() throws Exception {
        registry.telling("completed", "completed", "verified", "linked");

        assertThat(push(true, Optional.empty())).isEqualTo(pushed());

        assertThat(registry.requests())
                .containsSubsequence("PUT respond-async", "STATUS", "STATUS", "STATUS", "STATUS");
        assertThat(recorder.stages)
                .endsWith(
                        "completing",
                        "completed: as told, waiting until it is verified and linked",
                        "verified: as told",
                        "linked");
    }

    @Test
    void followsTheStatesWhenTheRegistryDoesNotWaitForLong() throws Exception {
        registry.answering202("completed", "linked");

        assertThat(push()).isEqualTo(pushed());

        assertThat(registry.requests()).containsSubsequence("PUT", "STATUS", "STATUS");
    }

    @Test
    void tellsWhyAnUploadWasRejected() throws Exception {
        registry.answering202("completed", "rejected");

        assertThat(push())
                .isInstanceOfSatisfying(
                        PushOutcome.Failed.class,
                        failed -> assertThat(failed.message())
                                .isEqualTo("the registry gave the upload up: rejected: as told"));
    }

    @Test
    void tellsTheReasonThatAnAuditorGives() throws Exception {
        registry.answering202()
                .spoil(
                        "STATUS",
                        FakeRegistry.saying("{\"state\":\"verifying\"}"),
                        FakeRegistry.saying("{\"state\":\"rejected\",\"reason\":\"as found\"}"));

        assertThat(push())
                .isInstanceOfSatisfying(
                        PushOutcome.Failed.class,
                        failed -> assertThat(failed.message())
                                .isEqualTo("the registry gave the upload up: rejected: as found"));
    }

    @Test
    void asksAgainWhenAnAuditorHasNotHeardOfTheUploadYet() throws Exception {
        FakeRegistry.Fault unknown = FakeRegistry.answer(404);
        registry.telling("linked").spoil("STATUS", unknown, unknown).spoil("HEAD", unknown, unknown, unknown);

        assertThat(push(true, Optional.empty())).isEqualTo(pushed());

        assertThat(registry.requests())
                .containsSubsequence("PUT respond-async", "STATUS", "HEAD", "STATUS", "HEAD", "STATUS");
    }

    @Test
    void doesNotAskForEverAboutAnUploadThatNobodyKnows() throws Exception {
        FakeRegistry.Fault[] unknown = new FakeRegistry.Fault[11];
        Arrays.fill(unknown, FakeRegistry.answer(404));
        registry.spoil("STATUS", unknown).spoil("HEAD", unknown);

        assertThat(push(true, Optional.empty())).isInstanceOf(PushOutcome.Failed.class);
        assertThat(registry.requests()).filteredOn("STATUS"::equals).hasSize(10);
    }

    @Test
    void tellsWhyACompletionWasRefused() throws Exception {
        registry.spoil("PUT", FakeRegistry.answer(400));

        assertThat(push())
                .isInstanceOfSatisfying(
                        PushOutcome.Failed.class,
                        failed -> assertThat(failed.message())
                                .isEqualTo("completing the upload: the registry answered 400"));
        assertThat(registry.requests()).endsWith("PUT");
    }

    @Test
    void startsAnewWhenTheUploadIsGone() throws Exception {
        registry.spoil("PATCH", FakeRegistry.breakAfter(10), FakeRegistry.forget());

        assertThat(push()).isEqualTo(pushed());

        assertThat(registry.requests()).filteredOn("POST"::equals).hasSize(2);
        assertArrived();
    }

    @Test
    void anUploadThatIsGoneBecauseItHasEndedIsPushed() throws Exception {
        registry.spoil("PUT", FakeRegistry.doneButNotSaid(), FakeRegistry.answer(404));

        assertThat(push()).isEqualTo(pushed());

        assertThat(registry.requests()).filteredOn("POST"::equals).hasSize(1);
        assertThat(registry.requests()).endsWith("HEAD");
    }

    @Test
    void givesUpAfterTriesWithoutProgressAndTellsHowToGoOn() throws Exception {
        registry.spoil(
                "PATCH",
                FakeRegistry.breakAfter(0),
                FakeRegistry.answer(500),
                FakeRegistry.answer(502),
                FakeRegistry.breakAfter(0));

        assertThat(push())
                .isInstanceOfSatisfying(
                        PushOutcome.Failed.class,
                        failed -> assertThat(failed.message())
                                .startsWith("gave up after 4 tries without progress")
                                .contains("--resume '" + registry.url() + "/v2/demo/blobs/uploads/u0?_state="));
        assertThat(recorder.pauses).hasSize(TRIES - 1);
    }

    @Test
    void aRegistryThatWasAwayAndIsBackHasAllTriesAgain() throws Exception {
        FakeRegistry.Fault away = FakeRegistry.answer(503);
        registry.spoil("PATCH", FakeRegistry.breakAfter(0), FakeRegistry.answer(416), FakeRegistry.answer(500))
                .spoil("GET", away, away, away);

        assertThat(push()).isEqualTo(pushed());

        assertArrived();
    }

    @Test
    void tellsHowToGoOnWhileAnUploadIsOpen() throws Exception {
        Registry target = new Registry(registry.url(), new RepositoryName("demo"));
        BlobPush push = new BlobPush(
                settings(false, Optional.empty()), target, calls, LocalFile.of(path), recorder, recorder::sleep);
        List<Optional<String>> told = new ArrayList<>();
        recorder.onPause = () -> told.add(push.howToGoOn());
        registry.spoil("HEAD", FakeRegistry.answer(503)).spoil("PATCH", FakeRegistry.breakAfter(100));

        assertThat(push.run(new Semaphore(1))).isEqualTo(pushed());

        assertThat(told.getFirst()).isEmpty();
        assertThat(told.getLast())
                .hasValueSatisfying(
                        how -> assertThat(how).contains("--resume '" + registry.url() + "/v2/demo/blobs/uploads/u0"));
    }

    @Test
    void goesOnWithAnUploadThatItIsGiven() throws Exception {
        URI upload = registry.beginWith(Arrays.copyOf(bytes, 12_345));

        assertThat(push(false, Optional.of(upload))).isEqualTo(pushed());

        assertThat(registry.requests()).containsExactly("HEAD", "GET", "PATCH 12345-22344", "PATCH 22345-24999", "PUT");
        assertArrived();
    }

    @Test
    void doesNotGoOnWithTheUploadOfALongerFile() throws Exception {
        URI upload = registry.beginWith(new byte[SIZE + 1]);

        assertThat(push(false, Optional.of(upload)))
                .isInstanceOfSatisfying(
                        PushOutcome.Failed.class,
                        failed -> assertThat(failed.message()).contains("25001 bytes", "25000", "another file"));
    }

    @Test
    void aFileThatChangesIsNotSentToItsEnd() throws Exception {
        registry.spoil("PATCH", (exchange, fake) -> {
            Files.write(path, new byte[] {1}, StandardOpenOption.APPEND);
            FakeRegistry.breakAfter(10).spoil(exchange, fake);
        });

        assertThat(push())
                .isInstanceOfSatisfying(
                        PushOutcome.Failed.class,
                        failed -> assertThat(failed.message()).contains("the file changed while it was pushed"));
        assertThat(registry.requests()).doesNotContain("PUT");
    }

    @Test
    void aFileThatWaitsForThePipelineLetsOthersSend() throws Exception {
        Semaphore slots = new Semaphore(1);
        recorder.onPause = () -> assertThat(slots.availablePermits()).isEqualTo(1);
        registry.answering202("completed", "linked");

        assertThat(push(settings(true, Optional.empty()), slots)).isEqualTo(pushed());

        assertThat(recorder.pauses).hasSize(1);
    }

    @Test
    void hashesAsAsked() throws Exception {
        PushSettings settings =
                new PushSettings(DigestAlgorithm.SHA512, SIZE, false, Optional.empty(), TRIES, recorder.backoff());

        assertThat(push(settings, new Semaphore(1)))
                .isInstanceOfSatisfying(
                        PushOutcome.Pushed.class,
                        pushed -> assertThat(pushed.digest().toString()).startsWith("sha512:"));
    }

    private PushOutcome push() throws Exception {
        return push(false, Optional.empty());
    }

    private PushOutcome push(boolean async, Optional<URI> resume) throws Exception {
        return push(settings(async, resume), new Semaphore(1));
    }

    private PushOutcome push(PushSettings settings, Semaphore slots) throws Exception {
        Registry target = new Registry(registry.url(), new RepositoryName("demo"));
        return new BlobPush(settings, target, calls, LocalFile.of(path), recorder, recorder::sleep).run(slots);
    }

    private PushSettings settings(boolean async, Optional<URI> resume) {
        return new PushSettings(DigestAlgorithm.SHA256, 10_000, async, resume, TRIES, recorder.backoff());
    }

    private PushOutcome.Pushed pushed() {
        return new PushOutcome.Pushed(digest, blobUrl(), false);
    }

    private URI blobUrl() {
        return registry.url().resolve("/v2/demo/blobs/" + digest);
    }

    private void assertArrived() {
        assertThat(registry.blob(digest))
                .hasValueSatisfying(arrived -> assertThat(arrived).isEqualTo(bytes));
    }

    private static Digest digestOf(byte[] bytes) {
        var hash = DigestAlgorithm.SHA256.newHash();
        hash.update(bytes);
        return Digest.finish(DigestAlgorithm.SHA256, hash);
    }

    /** Keeps what it is told, and pauses without waiting. */
    private static final class Recorder implements PushListener {
        private final List<String> stages = new ArrayList<>();
        private final List<Duration> pauses = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();
        private long position;
        private Runnable onPause = () -> {};

        Backoff backoff() {
            return new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
        }

        void sleep(Duration pause) {
            pauses.add(pause);
            onPause.run();
        }

        @Override
        public void passing(String stage, long from) {
            stages.add(stage + " from " + from);
        }

        @Override
        public void position(long bytes) {
            position = bytes;
        }

        @Override
        public void stage(String stage) {
            stages.add(stage);
        }

        @Override
        public void retrying(String problem, Duration pause) {
            problems.add(problem);
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
