package io.spoolway.auditor.http;

import io.javalin.http.Context;
import io.spoolway.auditor.fold.AuditJson;
import io.spoolway.auditor.view.AuditView;
import io.spoolway.auditor.view.AuditViews;
import java.util.function.Function;
import java.util.function.Supplier;

/** Puts a question to what this auditor knows when another one asks, and to what all of them know for everyone else. */
final class Answers {
    private final Supplier<AuditViews> views;

    Answers(Supplier<AuditViews> views) {
        this.views = views;
    }

    /**
     * Answers in JSON.
     *
     * @param told makes of the answer what is told; another auditor gets it as it is
     */
    <T> void give(Context ctx, Function<AuditView, T> question, Function<T, Object> told) {
        Object answer = AuditViews.LOCAL.equals(ctx.header(AuditViews.SCOPE))
                ? question.apply(views.get().local())
                : told.apply(question.apply(views.get().all()));
        ctx.contentType("application/json").result(AuditJson.write(answer));
    }
}
