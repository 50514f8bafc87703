package io.spoolway.auditor.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import io.spoolway.auditor.fold.AuditEvents;
import io.spoolway.auditor.fold.AuditJson;
import io.spoolway.auditor.fold.Upload;
import io.spoolway.auditor.fold.UploadStatus;
import io.spoolway.spool.UploadId;
import java.util.Set;

/** {@code GET /uploads/{id}}: where it stands, and how it came there: its events as they stand on {@code spoolway.audit}. */
final class GetUpload implements Handler {
    private final Answers answers;

    GetUpload(Answers answers) {
        this.answers = answers;
    }

    @Override
    public void handle(Context ctx) {
        UploadId id = Parameters.read(
                        ctx, Set.of(), parameters -> parameters.parse("id", ctx.pathParam("id"), UploadId::parse))
                .orElseThrow();
        answers.give(
                ctx,
                view -> view.upload(id)
                        .orElseThrow(() -> Problem.of(
                                HttpStatus.NOT_FOUND,
                                "upload %s is not known, or ended longer ago than it is kept".formatted(id))),
                GetUpload::told);
    }

    private static ObjectNode told(Upload upload) {
        ObjectNode told = AuditJson.MAPPER.valueToTree(UploadStatus.of(upload));
        ArrayNode events = told.putArray("events");
        for (int index = 0; index < upload.steps().size(); index++) {
            events.addRawValue(new RawValue(AuditEvents.json(AuditEvents.of(upload, index))));
        }
        return told;
    }
}
