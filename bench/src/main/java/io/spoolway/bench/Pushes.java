package io.spoolway.bench;

import io.spoolway.oci.Digest;
import io.spoolway.oci.DigestAlgorithm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.util.concurrent.Executors;

/** Pushes blobs to any registry that speaks the OCI Distribution API. */
final class Pushes {
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private final URI registry;
    private final String repository;

    Pushes(URI registry, String repository) {
        this.registry = registry;
        this.repository = repository;
    }

    /** POST and PUT with the bytes, as most clients push small blobs; returns when it is answered 201. */
    void inTwoRequests(byte[] blob) {
        URI upload = start();
        send("PUT", withDigest(upload, digest(blob)), BodyPublishers.ofByteArray(blob), 201);
    }

    /** One POST with the digest and the bytes; returns when it is answered 201. */
    void inOneRequest(byte[] blob) {
        URI url = registry.resolve("/v2/%s/blobs/uploads/?digest=%s".formatted(repository, digest(blob)));
        send("POST", url, BodyPublishers.ofByteArray(blob), 201);
    }

    /** POST and one PATCH: the bytes are spooled when it returns. */
    URI spool(byte[] blob) {
        return location(send("PATCH", start(), BodyPublishers.ofByteArray(blob), 202));
    }

    /** PUT without bytes; returns when the blob is verified and linked. */
    void complete(URI upload, Digest digest) {
        send("PUT", withDigest(upload, digest), BodyPublishers.noBody(), 201);
    }

    static Digest digest(byte[] blob) {
        MessageDigest hash = DigestAlgorithm.SHA256.newHash();
        hash.update(blob);
        return Digest.finish(DigestAlgorithm.SHA256, hash);
    }

    private URI start() {
        URI uploads = registry.resolve("/v2/%s/blobs/uploads/".formatted(repository));
        return location(send("POST", uploads, BodyPublishers.noBody(), 202));
    }

    private URI location(HttpResponse<String> answer) {
        return registry.resolve(answer.headers().firstValue("Location").orElseThrow());
    }

    private static URI withDigest(URI upload, Digest digest) {
        return URI.create(upload + (upload.getQuery() == null ? "?" : "&") + "digest=" + digest);
    }

    private HttpResponse<String> send(String method, URI url, BodyPublisher body, int expected) {
        try {
            HttpResponse<String> answer =
                    http.send(HttpRequest.newBuilder(url).method(method, body).build(), BodyHandlers.ofString());
            if (answer.statusCode() != expected) {
                throw new IllegalStateException(
                        "%s %s: %d %s".formatted(method, url, answer.statusCode(), answer.body()));
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
