package io.spoolway.testing;

import io.spoolway.oci.Digest;
import io.spoolway.oci.DigestAlgorithm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;

/** A registry as a client sees it: requests in, raw answers out. */
public final class Registry {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private final URI endpoint;

    public Registry(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** A name that no other test has. */
    public static String newRepository() {
        return "test/r" + UUID.randomUUID().toString().replace("-", "");
    }

    /** The absolute URL of a path. */
    public URI url(String path) {
        return endpoint.resolve(path);
    }

    /** Begins an upload and returns its URL. */
    public URI startUpload(String repository, String... headers) {
        HttpResponse<byte[]> answer = post("/v2/" + repository + "/blobs/uploads/", new byte[0], headers);
        if (answer.statusCode() != 202) {
            throw new AssertionError("POST: " + describe(answer));
        }
        return location(answer);
    }

    /** Where an answer sends the client, as an absolute URL on the node that gave it. */
    public URI location(HttpResponse<?> answer) {
        return endpoint.resolve(answer.headers().firstValue("Location").orElseThrow());
    }

    /** An upload URL with the digest that completes it. */
    public static URI withDigest(URI upload, Digest digest) {
        return URI.create(upload + (upload.getQuery() == null ? "?" : "&") + "digest=" + digest);
    }

    /** The same upload on this node, wherever it was served before. */
    public URI here(URI url) {
        return endpoint.resolve(url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery()));
    }

    /** How many bytes the upload has that an answer is about. */
    public static long offset(HttpResponse<?> answer) {
        return answer.headers().firstValueAsLong("Upload-Offset").orElseThrow();
    }

    /**
     * Sends what an upload lacks as a client does that was cut off: it asks where the upload stands, goes on from there, and
     * asks again when that is refused because the upload has moved on.
     *
     * @return the URL to complete it at
     */
    public URI resume(URI upload, byte[] blob) {
        URI url = here(upload);
        for (int refusals = 0; refusals < 10; refusals++) {
            HttpResponse<byte[]> status = get(url);
            if (status.statusCode() != 204) {
                throw new AssertionError("GET: " + describe(status));
            }
            int from = Math.toIntExact(offset(status));
            if (from == blob.length) {
                return location(status);
            }
            HttpResponse<byte[]> answer = patch(location(status), Arrays.copyOfRange(blob, from, blob.length));
            if (answer.statusCode() == 202) {
                return location(answer);
            }
            if (answer.statusCode() != 416) {
                throw new AssertionError("PATCH: " + describe(answer));
            }
            url = location(answer);
        }
        throw new AssertionError("the upload cannot be resumed: " + upload);
    }

    /** Pushes a blob in one chunk, waits until it is linked, and returns its digest. */
    public Digest push(String repository, byte[] blob) {
        Digest digest = sha256(blob);
        HttpResponse<byte[]> answer = put(withDigest(startUpload(repository), digest), blob);
        if (answer.statusCode() != 201) {
            throw new AssertionError("PUT: " + describe(answer));
        }
        return digest;
    }

    public HttpResponse<byte[]> get(String path, String... headers) {
        return send("GET", endpoint.resolve(path), null, headers);
    }

    public HttpResponse<byte[]> get(URI url, String... headers) {
        return send("GET", url, null, headers);
    }

    public HttpResponse<byte[]> head(String path, String... headers) {
        return send("HEAD", endpoint.resolve(path), null, headers);
    }

    public HttpResponse<byte[]> delete(URI url) {
        return send("DELETE", url, null);
    }

    public HttpResponse<byte[]> delete(String path) {
        return send("DELETE", endpoint.resolve(path), null);
    }

    public HttpResponse<byte[]> post(String path, byte[] body, String... headers) {
        return send("POST", endpoint.resolve(path), BodyPublishers.ofByteArray(body), headers);
    }

    public HttpResponse<byte[]> patch(URI url, byte[] body, String... headers) {
        return send("PATCH", url, BodyPublishers.ofByteArray(body), headers);
    }

    public HttpResponse<byte[]> put(URI url, byte[] body, String... headers) {
        return send("PUT", url, BodyPublishers.ofByteArray(body), headers);
    }

    /** Sends any request. */
    public HttpResponse<byte[]> send(
            String method,
            URI url,
            HttpRequest.@org.jspecify.annotations.Nullable BodyPublisher body,
            String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(Duration.ofMinutes(2))
                .method(method, body == null ? BodyPublishers.noBody() : body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(method + " " + url, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Where a blob is read. */
    public static String blobPath(String repository, Digest digest) {
        return "/v2/" + repository + "/blobs/" + digest;
    }

    public static Digest sha256(byte[] bytes) {
        return digest(DigestAlgorithm.SHA256, bytes);
    }

    public static Digest digest(DigestAlgorithm algorithm, byte[] bytes) {
        MessageDigest hash = algorithm.newHash();
        hash.update(bytes);
        return Digest.finish(algorithm, hash);
    }

    /** An answer for the message of a failed assertion. */
    public static String describe(HttpResponse<byte[]> answer) {
        return answer.statusCode() + " " + answer.headers().map() + " "
                + new String(answer.body(), StandardCharsets.UTF_8);
    }
}
