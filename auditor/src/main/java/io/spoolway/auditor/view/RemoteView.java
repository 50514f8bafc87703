package io.spoolway.auditor.view;

import io.spoolway.auditor.fold.AuditJson;
import io.spoolway.auditor.fold.Upload;
import io.spoolway.spool.UploadId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.streams.state.HostInfo;

/**
 * What lies on another auditor. It is asked on the same paths as by everyone, with a header by which it looks at its own state
 * only and answers with the records of this package, which can be merged.
 */
final class RemoteView implements AuditView {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final HttpClient http;
    private final HostInfo host;

    RemoteView(HttpClient http, HostInfo host) {
        this.http = http;
        this.host = host;
    }

    @Override
    public Optional<Upload> upload(UploadId id) {
        return get("/uploads/" + id, Upload.class);
    }

    @Override
    public UploadPage uploads(UploadQuery query) {
        return part(query.url(), UploadPage.class);
    }

    @Override
    public RepositoryPage repositories(RepositoryQuery query) {
        return part(query.url(), RepositoryPage.class);
    }

    @Override
    public Counts counts(CountsQuery query) {
        return part(query.url(), Counts.class);
    }

    private <T> T part(String url, Class<T> type) {
        return get(url, type).orElseThrow(() -> unavailable("answered 404 to " + url));
    }

    private <T> Optional<T> get(String url, Class<T> type) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + name() + url))
                    .header(AuditViews.SCOPE, AuditViews.LOCAL)
                    .build();
            HttpResponse<byte[]> answer = send(request);
            return switch (answer.statusCode()) {
                case 200 -> Optional.of(AuditJson.read(answer.body(), type));
                case 404 -> Optional.empty();
                default -> throw unavailable("answered " + answer.statusCode());
            };
            // what is illegal is the name: it is not this one's to check
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw new ViewUnavailableException("the auditor at %s cannot be asked: %s".formatted(name(), e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("was not waited for");
        }
    }

    /** The whole answer has that long: the time limit of the JDK's client ends with the headers. */
    private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request, BodyHandlers.ofByteArray());
        try {
            return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unavailable("did not answer within %d s".formatted(TIMEOUT.toSeconds()));
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            answer.cancel(true); // nothing is left to cancel when there was an answer
        }
    }

    private ViewUnavailableException unavailable(String what) {
        return new ViewUnavailableException("the auditor at %s %s".formatted(name(), what));
    }

    private String name() {
        String name = host.host();
        return "%s:%d".formatted(name.contains(":") ? "[" + name + "]" : name, host.port());
    }
}
