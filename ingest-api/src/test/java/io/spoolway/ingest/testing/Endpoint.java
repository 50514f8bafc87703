package io.spoolway.ingest.testing;

import io.javalin.Javalin;
import io.javalin.http.Handler;
import io.spoolway.ingest.http.ErrorResponses;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** One endpoint on a server of its own, without anything behind it but what the test gives it. */
public final class Endpoint implements AutoCloseable {
    private final Javalin server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Endpoint(Javalin server) {
        this.server = server;
    }

    /** Starts it: the handler answers GET, HEAD and PUT of the path. */
    public static Endpoint start(String path, Handler handler) {
        return new Endpoint(Javalin.create(javalin -> {
                    javalin.startup.showJavalinBanner = false;
                    javalin.routes.get(path, handler);
                    javalin.routes.head(path, handler);
                    javalin.routes.put(path, handler);
                    ErrorResponses.register(javalin.routes);
                })
                .start("127.0.0.1", 0));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    public HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** Sends the body when the endpoint has begun to read it. */
    public HttpResponse<byte[]> put(String path, String contentType, BodyPublisher body)
            throws IOException, InterruptedException {
        return client.send(
                request(path)
                        .header("Content-Type", contentType)
                        .expectContinue(true)
                        .PUT(body)
                        .build(),
                BodyHandlers.ofByteArray());
    }

    @Override
    public void close() {
        client.close();
        server.stop();
    }
}
