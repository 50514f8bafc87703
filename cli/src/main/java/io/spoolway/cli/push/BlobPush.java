package io.spoolway.cli.push;

import io.spoolway.fault.Backoff;
import io.spoolway.oci.Digest;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Pushes one file: hash, look whether the blob is there, start an upload, send the bytes, complete, wait for the
 * pipeline. Whatever fails in passing is tried again; bytes go on from where the registry says the upload stands.
 */
final class BlobPush {
    /** An upload that the registry no longer knows is started anew so often. */
    private static final int RESTARTS = 2;

    /** An auditor hears of an upload a moment after it was answered 202. */
    private static final int UNHEARD_OF = 10;

    /** From small blobs, which are linked at once, to large ones. */
    private static final Backoff POLL = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(3));

    private final PushSettings settings;
    private final Registry registry;
    private final LocalFile file;
    private final PushListener listener;
    private final Attempts.Sleeper sleeper;
    private final Attempts attempts;

    /** Of asking where the upload stands: how long a registry was away says nothing of how it takes the bytes. */
    private final Attempts asking;

    private final HeadBlob headBlob;
    private final StartUpload startUpload;
    private final SendBytes sendBytes;
    private final AskUpload askUpload;
    private final CompleteUpload completeUpload;
    private final AskPipeline askPipeline;

    /** Where the upload is, for whoever wants to go on with it later. */
    private volatile @Nullable URI upload;

    BlobPush(
            PushSettings settings,
            Registry registry,
            HttpCalls calls,
            LocalFile file,
            PushListener listener,
            Attempts.Sleeper sleeper) {
        this.settings = settings;
        this.registry = registry;
        this.file = file;
        this.listener = listener;
        this.sleeper = sleeper;
        this.attempts = new Attempts(settings.tries(), settings.backoff(), sleeper, listener::retrying);
        this.asking = new Attempts(settings.tries(), settings.backoff(), sleeper, listener::retrying);
        this.headBlob = new HeadBlob(calls, registry);
        this.startUpload = new StartUpload(calls, registry);
        this.sendBytes = new SendBytes(calls);
        this.askUpload = new AskUpload(calls);
        this.completeUpload = new CompleteUpload(calls, registry);
        this.askPipeline = new AskPipeline(calls);
    }

    /**
     * Pushes.
     *
     * @param slots bounds how many files are sent at once; a file that only waits for the pipeline needs none
     */
    PushOutcome run(Semaphore slots) throws InterruptedException {
        try {
            Digest digest;
            Completion completion;
            slots.acquire();
            try {
                digest = hash();
                if (exists(digest)) {
                    listener.stage("already there");
                    return new PushOutcome.Pushed(digest, registry.blob(digest), true);
                }
                completion = transfer(digest);
            } finally {
                slots.release();
            }
            URI blob = switch (completion) {
                case Completion.Linked linked -> linked.blob();
                case Completion.Accepted accepted -> awaitLinked(accepted, digest);
            };
            listener.stage("linked");
            return new PushOutcome.Pushed(digest, blob, false);
        } catch (PushException e) {
            listener.stage("failed");
            return new PushOutcome.Failed(e.getMessage() + hint(e), e);
        }
    }

    /** How to go on with the upload when the process ends now, if one is open. To be asked from any thread. */
    Optional<String> howToGoOn() {
        return Optional.ofNullable(upload)
                .map("The upload stays open: go on later with the same command and --resume '%s'"::formatted);
    }

    private Digest hash() throws PushException {
        listener.passing("hashing", 0);
        return file.hash(settings.algorithm(), listener::position);
    }

    private boolean exists(Digest digest) throws PushException, InterruptedException {
        return retrying(() -> headBlob.exists(digest));
    }

    private Completion transfer(Digest digest) throws PushException, InterruptedException {
        Optional<URI> resume = settings.resume();
        for (int restarts = 0; ; restarts++) {
            try {
                return resume.isPresent()
                        ? upload(askAt(resume.get()), digest)
                        : upload(retrying(startUpload::send), digest);
            } catch (PushException.UploadGone gone) {
                // It may be gone because it has ended well, and only the answer was lost.
                if (exists(digest)) {
                    return new Completion.Linked(registry.blob(digest));
                }
                upload = null;
                resume = Optional.empty();
                if (restarts == RESTARTS) {
                    throw gone;
                }
                listener.retrying(gone.getMessage() + "; starting anew", Duration.ZERO);
            }
        }
    }

    private UploadPosition askAt(URI location) throws PushException, InterruptedException {
        upload = location;
        return retrying(() -> askUpload.send(new UploadPosition(location, 0)));
    }

    /** Brings an upload from where it stands to its completion. */
    private Completion upload(UploadPosition start, Digest digest) throws PushException, InterruptedException {
        UploadPosition at = start;
        boolean certain = true;
        boolean async = settings.async();
        listener.passing("spooling", at.offset());
        while (true) {
            upload = at.location();
            boolean completing = false;
            try {
                if (!certain) {
                    UploadPosition asked = askAgain(at);
                    if (asked.offset() > at.offset()) {
                        attempts.progressed();
                    }
                    at = asked;
                    certain = true;
                    listener.passing("spooling", at.offset());
                }
                file.requireUnchanged();
                if (at.offset() > file.size()) {
                    throw new PushException.Refused(
                            "the upload %s has %d bytes, but the file only %d: it is of another file"
                                    .formatted(at.location(), at.offset(), file.size()));
                }
                if (at.offset() < file.size()) {
                    at = sendPiece(at);
                } else {
                    completing = true;
                    return complete(at, digest, async);
                }
            } catch (PushException.TryAgain failure) {
                attempts.failed(failure);
                // Completing changes no bytes, so the position holds unless the registry says otherwise. What broke may
                // be whatever lies between and does not let a request wait: the next one does not.
                certain = completing && !failure.isOutOfStep();
                async |= completing;
            }
        }
    }

    private UploadPosition askAgain(UploadPosition last) throws PushException, InterruptedException {
        return retrying(asking, () -> askUpload.send(last));
    }

    private UploadPosition sendPiece(UploadPosition at) throws PushException, InterruptedException {
        long length = Math.min(settings.pieceSize(), file.size() - at.offset());
        UploadPosition next = sendBytes.send(at, file, length, listener::position);
        if (next.offset() <= at.offset()) {
            throw new PushException.TryAgain("the registry kept none of the bytes that were sent", null);
        }
        attempts.progressed();
        listener.position(next.offset());
        return next;
    }

    private Completion complete(UploadPosition at, Digest digest, boolean async)
            throws PushException, InterruptedException {
        listener.stage(async ? "completing" : "completing, and waiting until it is verified and linked");
        return completeUpload.send(at, digest, async);
    }

    private URI awaitLinked(Completion.Accepted accepted, Digest digest) throws PushException, InterruptedException {
        upload = null;
        String shown = "";
        int unheardOf = 0;
        for (int polls = 1; ; polls++) {
            PipelineState state;
            try {
                state = retrying(() -> askPipeline.send(accepted.status()));
            } catch (PushException.UploadGone gone) {
                if (exists(digest)) {
                    return registry.blob(digest);
                }
                if (++unheardOf == UNHEARD_OF) {
                    throw gone;
                }
                sleeper.sleep(POLL.pause(polls));
                continue;
            }
            switch (state.end()) {
                case LINKED -> {
                    return registry.blob(digest);
                }
                case LOST -> throw new PushException.Refused("the registry gave the upload up: " + state.told());
                case NOT_YET -> {
                    if (!state.told().equals(shown)) {
                        shown = state.told();
                        listener.stage(
                                state.state().equals("completed")
                                        ? shown + ", waiting until it is verified and linked"
                                        : shown);
                    }
                    sleeper.sleep(POLL.pause(polls));
                }
            }
        }
    }

    private <T> T retrying(Call<T> call) throws PushException, InterruptedException {
        return retrying(attempts, call);
    }

    private static <T> T retrying(Attempts tries, Call<T> call) throws PushException, InterruptedException {
        while (true) {
            try {
                T result = call.send();
                tries.progressed();
                return result;
            } catch (PushException.TryAgain failure) {
                tries.failed(failure);
            }
        }
    }

    private interface Call<T> {
        T send() throws PushException, InterruptedException;
    }

    private String hint(PushException e) {
        return e instanceof PushException.GaveUp ? howToGoOn().map(". "::concat).orElse("") : "";
    }
}
