package io.spoolway.cli.push;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;

/** {@code GET <status URL>}, of the registry or of an auditor: how far the pipeline is with an upload. */
final class AskPipeline {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpCalls calls;
    private final ObjectMapper json = new ObjectMapper();

    AskPipeline(HttpCalls calls) {
        this.calls = calls;
    }

    PipelineState send(URI status) throws PushException, InterruptedException {
        HttpRequest request = HttpCalls.to(status).timeout(TIMEOUT).GET().build();
        HttpResponse<String> answer = calls.send(request);
        return switch (answer.statusCode()) {
            case 200, 202 -> read(answer);
            case 404 -> throw new PushException.UploadGone(status);
            default -> throw Answers.failure("asking for the state of the upload", answer, Instant.now());
        };
    }

    private PipelineState read(HttpResponse<String> answer) throws PushException.Refused {
        JsonNode body;
        try {
            body = json.readTree(answer.body());
        } catch (JacksonException e) {
            throw new PushException.Refused("asking for the state of the upload: " + Answers.told(answer), e);
        }
        // the registry calls it detail, the auditor reason
        String why = body.path("detail").asText(body.path("reason").asText(""));
        return new PipelineState(body.path("state").asText(""), why);
    }
}
