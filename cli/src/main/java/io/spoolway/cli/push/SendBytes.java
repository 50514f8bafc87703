package io.spoolway.cli.push;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** {@code PATCH <upload>} with {@code Content-Range}: the next bytes. */
final class SendBytes {
    private final HttpCalls calls;

    SendBytes(HttpCalls calls) {
        this.calls = calls;
    }

    /**
     * Sends a piece of the file.
     *
     * @param length at least 1
     * @param progress is told the position in the file as it moves; it moves back when the connection has to be made anew
     * @return where the upload stands then, which may be before the end of the piece
     */
    UploadPosition send(UploadPosition at, LocalFile file, long length, LongConsumer progress)
            throws PushException, InterruptedException {
        URI upload = at.location();
        long start = at.offset();
        AtomicLong sent = new AtomicLong(start);
        BodyPublisher bytes = BodyPublishers.ofInputStream(() -> file.open(start, length, position -> {
            sent.set(position);
            progress.accept(position);
        }));
        HttpRequest request = HttpCalls.to(upload)
                .header("Content-Type", "application/octet-stream")
                .header("Content-Range", start + "-" + (start + length - 1))
                .method("PATCH", BodyPublishers.fromPublisher(bytes, length))
                .build();
        HttpResponse<String> answer = calls.sendWatched(request, sent::get);
        return switch (answer.statusCode()) {
            case 202, 204 -> UploadPosition.of(answer, start + length);
            case 404 -> throw new PushException.UploadGone(upload);
            default -> throw Answers.failure("sending bytes", answer, Instant.now());
        };
    }
}
