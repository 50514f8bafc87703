package io.spoolway.ingest.upload;

import io.javalin.http.Context;
import io.spoolway.event.EventPublisher;
import io.spoolway.event.RejectReason;
import io.spoolway.event.UploadCompleted;
import io.spoolway.ingest.blob.BlobLinks;
import io.spoolway.ingest.http.ApiException;
import io.spoolway.ingest.http.Authenticated;
import io.spoolway.ingest.http.OciError;
import io.spoolway.ingest.http.Preference;
import io.spoolway.ingest.http.RequestBody;
import io.spoolway.ingest.http.RequestHeaders;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.SpooledUpload;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Hands a sealed upload to the pipeline and answers the client: 201 or an error when it has ended; when it takes longer 202, or 204
 * for clients of containerd's kind that did not ask for 202.
 */
final class CompletionAnswer {
    /** An end that was not heard of, because the broker was away for a moment, is found in the store after so long. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    private final EventPublisher publisher;
    private final Outcomes outcomes;
    private final BlobLinks links;
    private final Rejections rejections;
    private final Patience patience;
    private final StatusUrl statusUrl;

    CompletionAnswer(
            EventPublisher publisher,
            Outcomes outcomes,
            BlobLinks links,
            Rejections rejections,
            Patience patience,
            StatusUrl statusUrl) {
        this.publisher = publisher;
        this.outcomes = outcomes;
        this.links = links;
        this.rejections = rejections;
        this.patience = patience;
        this.statusUrl = statusUrl;
    }

    /** Publishes the event and waits for its end, for as long as suits the client. */
    void publishAndAnswer(Context ctx, UploadCompleted completed) throws InterruptedException {
        Optional<Preference> preference =
                patience.granted(RequestHeaders.lines(ctx, "Prefer").flatMap(Preference::parse));
        preference.ifPresent(p -> ctx.header("Preference-Applied", p.applied()));
        try (Outcomes.Waiter waiter = outcomes.await(completed.uploadId())) {
            publisher.publish(completed, Authenticated.subject(ctx));
            Duration wait = patience.of(preference, completed.client().userAgent());
            switch (outcome(waiter, completed, wait).orElse(null)) {
                case null -> accepted(ctx, completed, preference.isEmpty());
                case Outcome.Linked linked -> created(ctx, completed.repository(), completed.digest());
                case Outcome.Rejected(RejectReason reason, String detail) -> throw rejected(reason, detail);
                case Outcome.Failed(String detail) ->
                    throw OciError.BLOB_UPLOAD_FAILED.because(
                            "upload %s could not be processed (%s); it is kept, and can be sent again by whoever runs the registry"
                                    .formatted(completed.uploadId(), detail));
            }
        }
    }

    private Optional<Outcome> outcome(Outcomes.Waiter waiter, UploadCompleted completed, Duration wait)
            throws InterruptedException {
        Instant until = Instant.now().plus(wait);
        while (true) {
            Duration left = Duration.between(Instant.now(), until);
            if (!left.isPositive()) {
                return Optional.ofNullable(waiter.outcome().getNow(null));
            }
            Duration pause = left.compareTo(LOOK_EVERY) < 0 ? left : LOOK_EVERY;
            try {
                return Optional.of(waiter.outcome().get(pause.toMillis(), TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                Optional<Outcome> stored = storedOutcome(completed);
                if (stored.isPresent()) {
                    return stored;
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Optional<Outcome> storedOutcome(UploadCompleted completed) {
        if (links.isLinked(completed.repository(), completed.digest())) {
            return Optional.of(new Outcome.Linked(completed.digest()));
        }
        return rejections.find(completed.uploadId()).map(found -> found);
    }

    /**
     * Answers a repeated request for an upload that was linked a moment ago, whose spool is gone: every node hears of every end. The
     * store is asked for the link alone, since the blob may have been deleted again.
     *
     * @return false when nothing was answered
     */
    boolean answerAgain(Context ctx, OpenUpload upload, Digest digest) {
        boolean linked = outcomes.latest(upload.id())
                .filter(new Outcome.Linked(digest)::equals)
                .isPresent();
        return linked && answerIfLinked(ctx, upload, digest);
    }

    /**
     * Answers a request whose upload has no bytes any more: it was linked, though this node has not heard of it yet, or has forgotten
     * it.
     *
     * @return false when nothing was answered
     */
    boolean answerIfLinked(Context ctx, OpenUpload upload, Digest digest) {
        return links.isLinked(upload.repository(), digest) && createdWithoutBody(ctx, upload, digest);
    }

    private static boolean createdWithoutBody(Context ctx, OpenUpload upload, Digest digest) {
        RequestBody.drain(ctx);
        created(ctx, upload.repository(), digest);
        return true;
    }

    /** Ends a repeated request for an upload that was rejected earlier. */
    void rejectAgain(SpooledUpload upload) {
        if (upload.isRejected()) {
            rejections.find(upload.id()).ifPresent(found -> {
                throw rejected(found.reason(), found.detail());
            });
        }
    }

    private static ApiException rejected(RejectReason reason, String detail) {
        OciError error =
                reason == RejectReason.DIGEST_MISMATCH ? OciError.DIGEST_INVALID : OciError.BLOB_UPLOAD_INVALID;
        return error.because(detail + "; start a new upload");
    }

    private static void created(Context ctx, RepositoryName repository, Digest digest) {
        ctx.header("Location", BlobLinks.location(repository, digest));
        ctx.header("Docker-Content-Digest", digest.toString());
        ctx.status(201);
    }

    /**
     * The push has not ended yet. That is 202; but containerd, although its source names 202 among the answers to a commit,
     * takes only 200, 201 and 204 for success (1.6.20 to 2.4.2: {@code pusher.go} sorts 202 out in {@code push} before {@code
     * Commit} sees it), and 201 would promise a readable blob. So clients of its kind that did not ask for 202 get 204.
     */
    private void accepted(Context ctx, UploadCompleted completed, boolean isUnasked) {
        ctx.header("Location", statusUrl.of(completed));
        ctx.header("Docker-Content-Digest", completed.digest().toString());
        ctx.status(isUnasked && Patience.isImpatient(completed.client().userAgent()) ? 204 : 202);
    }
}
