package io.spoolway.ingest;

import io.javalin.config.RoutesConfig;
import io.spoolway.ingest.blob.DeleteBlob;
import io.spoolway.ingest.blob.GetBlob;
import io.spoolway.ingest.http.Authenticated;
import io.spoolway.ingest.http.ClientAddress;
import io.spoolway.ingest.http.ErrorResponses;
import io.spoolway.ingest.http.OciError;
import io.spoolway.ingest.http.ReadRoute;
import io.spoolway.ingest.manifest.ManifestRoutes;
import io.spoolway.ingest.upload.UploadRoutes;
import io.spoolway.service.Monitoring;
import java.util.function.BooleanSupplier;

/**
 * Every endpoint.
 *
 * <pre>
 * GET, HEAD         /v2/                                     is this a registry?
 * POST              /v2/&lt;name&gt;/blobs/uploads/               upload.StartUpload
 * PATCH             /v2/&lt;name&gt;/blobs/uploads/&lt;id&gt;           upload.AppendToUpload
 * PUT               /v2/&lt;name&gt;/blobs/uploads/&lt;id&gt;?digest=   upload.CompleteUpload
 * GET, HEAD         /v2/&lt;name&gt;/blobs/uploads/&lt;id&gt;           upload.UploadStatus
 * DELETE            /v2/&lt;name&gt;/blobs/uploads/&lt;id&gt;           upload.CancelUpload
 * GET, HEAD         /v2/&lt;name&gt;/blobs/&lt;digest&gt;               blob.GetBlob
 * DELETE            /v2/&lt;name&gt;/blobs/&lt;digest&gt;               blob.DeleteBlob
 * PUT               /v2/&lt;name&gt;/manifests/&lt;reference&gt;        manifest.PutManifest
 * GET, HEAD         /v2/&lt;name&gt;/manifests/&lt;reference&gt;        manifest.GetManifest
 * DELETE            /v2/&lt;name&gt;/manifests/&lt;reference&gt;        manifest.DeleteManifest
 * GET, HEAD         /v2/&lt;name&gt;/tags/list                    manifest.ListTags
 * GET, HEAD         /v2/&lt;name&gt;/referrers/&lt;digest&gt;           manifest.ListReferrers
 * GET, HEAD         /v2/_catalog                            manifest.ListRepositories
 * GET, HEAD         /spoolway/v1/uploads/&lt;id&gt;                upload.CompletedStatus
 * GET, HEAD         /health/live, /health/ready, /metrics
 * </pre>
 */
final class Routes {
    private Routes() {}

    static void register(
            RoutesConfig routes,
            ClientAddress address,
            Authenticated authenticated,
            UploadRoutes uploads,
            ManifestRoutes manifests,
            GetBlob getBlob,
            DeleteBlob deleteBlob,
            Monitoring monitoring,
            BooleanSupplier connected) {
        routes.before("/v2/*", ctx -> {
            if (!connected.getAsBoolean()) {
                throw OciError.UNAVAILABLE.because(
                        "the registry is starting, or cannot reach its storage or its broker yet");
            }
        });
        routes.before("/v2/*", address);
        routes.before("/v2/*", authenticated);
        ReadRoute.add(
                routes,
                "/v2/",
                ctx -> ctx.header("Docker-Distribution-API-Version", "registry/2.0")
                        .contentType("application/json")
                        .result("{}"));
        uploads.register(routes);
        manifests.register(routes);
        ReadRoute.add(routes, "/v2/<name>/blobs/{digest}", getBlob);
        routes.delete("/v2/<name>/blobs/{digest}", deleteBlob);
        ReadRoute.add(routes, "/health/live", ctx -> ctx.result("live\n"));
        ReadRoute.add(routes, "/health/ready", ctx -> {
            Monitoring.Health health = monitoring.health();
            ctx.status(health.ready() ? 200 : 503).result(health.text() + "\n");
        });
        ReadRoute.add(routes, "/metrics", ctx -> ctx.result(monitoring.scrape()));
        ErrorResponses.register(routes);
    }
}
