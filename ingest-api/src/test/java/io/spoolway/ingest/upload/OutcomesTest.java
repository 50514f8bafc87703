package io.spoolway.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.spoolway.event.BlobLinked;
import io.spoolway.event.EventType;
import io.spoolway.event.PipelineEvent;
import io.spoolway.event.RejectReason;
import io.spoolway.event.UploadCancelled;
import io.spoolway.event.UploadFailed;
import io.spoolway.event.UploadRejected;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
import org.junit.jupiter.api.Test;

class OutcomesTest {
    private static final UploadId ID = UploadId.parse("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    private static final UploadId OTHER_ID = UploadId.parse("017f22e2-79b0-7cc3-98c4-dc0c0c073990");
    private static final RepositoryName REPOSITORY = new RepositoryName("library/alpine");
    private static final Digest DIGEST = Digest.parse("sha256:" + "0".repeat(64));

    private static final PipelineEvent LINKED = new BlobLinked(ID, REPOSITORY, DIGEST, 13, true);
    private static final PipelineEvent REJECTED =
            new UploadRejected(ID, REPOSITORY, DIGEST, 13, RejectReason.DIGEST_MISMATCH, "another digest");
    private static final PipelineEvent FAILED =
            new UploadFailed(ID, REPOSITORY, DIGEST, 13, "upload.completed", 5, "out of luck");

    private final Outcomes outcomes = new Outcomes();

    @Test
    void endAWait() {
        try (Outcomes.Waiter waiter = outcomes.await(ID)) {
            assertThat(waiter.outcome()).isNotDone();

            outcomes.receive(LINKED);

            assertThat(waiter.outcome()).isCompletedWithValue(new Outcome.Linked(DIGEST));
        }
    }

    @Test
    void tellWhyAnUploadHasNoGoodEnd() {
        try (Outcomes.Waiter waiter = outcomes.await(ID)) {
            outcomes.receive(REJECTED);

            assertThat(waiter.outcome())
                    .isCompletedWithValue(new Outcome.Rejected(RejectReason.DIGEST_MISMATCH, "another digest"));
        }
        try (Outcomes.Waiter waiter = outcomes.await(ID)) {
            outcomes.receive(FAILED);

            assertThat(waiter.outcome()).isCompletedWithValue(new Outcome.Failed("out of luck"));
        }
    }

    @Test
    void reachEveryoneWhoWaitsForTheUpload() {
        // the client's connection broke, and it sent its request again while the first still waits
        try (Outcomes.Waiter first = outcomes.await(ID);
                Outcomes.Waiter second = outcomes.await(ID)) {
            outcomes.receive(LINKED);

            assertThat(first.outcome()).isCompleted();
            assertThat(second.outcome()).isCompleted();
        }
    }

    @Test
    void reachNobodyWhoWaitsForAnother() {
        try (Outcomes.Waiter waiter = outcomes.await(OTHER_ID)) {
            outcomes.receive(LINKED);

            assertThat(waiter.outcome()).isNotDone();
        }
    }

    @Test
    void doNotReachAWaiterThatHasGone() {
        Outcomes.Waiter gone = outcomes.await(ID);
        gone.close();

        outcomes.receive(LINKED);

        assertThat(gone.outcome()).isNotDone();
    }

    @Test
    void reachTheOtherWhenOneWaiterHasGone() {
        try (Outcomes.Waiter stays = outcomes.await(ID)) {
            Outcomes.Waiter gone = outcomes.await(ID);
            gone.close();
            gone.close(); // twice is once

            outcomes.receive(LINKED);

            assertThat(stays.outcome()).isCompleted();
            assertThat(gone.outcome()).isNotDone();
        }
    }

    @Test
    void areRememberedForThoseWhoAskLater() {
        assertThat(outcomes.latest(ID)).isEmpty();

        outcomes.receive(LINKED);

        assertThat(outcomes.latest(ID)).hasValue(new Outcome.Linked(DIGEST));
        assertThat(outcomes.latest(OTHER_ID)).isEmpty();
    }

    @Test
    void areRememberedAsTheyLastWere() {
        outcomes.receive(FAILED);
        outcomes.receive(LINKED); // it was sent again from the dead-letter topic

        assertThat(outcomes.latest(ID)).hasValue(new Outcome.Linked(DIGEST));
    }

    @Test
    void theFirstIsWhatAWaiterGets() {
        try (Outcomes.Waiter waiter = outcomes.await(ID)) {
            outcomes.receive(LINKED);
            outcomes.receive(LINKED); // the step was done again

            assertThat(waiter.outcome()).isCompletedWithValue(new Outcome.Linked(DIGEST));
        }
    }

    @Test
    void areTheEventsThatAreAnEnd() {
        assertThat(Outcomes.ENDS).containsExactlyInAnyOrder(LINKED.type(), REJECTED.type(), FAILED.type());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> outcomes.receive(new UploadCancelled(ID, REPOSITORY, 0)))
                .withMessage(EventType.UPLOAD_CANCELLED + " is no end");
    }
}
