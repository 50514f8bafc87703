package io.spoolway.ingest.manifest;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import io.spoolway.event.EventPublisher;
import io.spoolway.ingest.blob.AwaitedLinks;
import io.spoolway.ingest.blob.BlobLinks;
import io.spoolway.ingest.http.ReadRoute;
import io.spoolway.ingest.upload.BufferBudget;
import io.spoolway.store.ObjectStore;
import java.time.Duration;

/** The endpoints of manifests and tags, and what they are made of. */
public final class ManifestRoutes {
    private static final String MANIFEST = "/v2/<name>/manifests/{reference}";

    /** What a client must be able to take ("Pushing Manifests"), less what stands around the descriptors. */
    private static final int REFERRERS_BYTES = (4 << 20) - 4096;

    /** Twice as many requests to the store, for one answer. */
    private static final int REFERRERS_LOOKS = 1000;

    private final Handler put;
    private final Handler get;
    private final Handler delete;
    private final Handler listTags;
    private final Handler listRepositories;
    private final Handler listReferrers;

    /**
     * Puts them together.
     *
     * @param sizeMax of a manifest, in bytes
     * @param patience how long a push waits for blobs that are completed and not linked yet
     * @param budget the memory for bodies
     */
    public ManifestRoutes(
            int sizeMax,
            Duration patience,
            ObjectStore store,
            BlobLinks links,
            AwaitedLinks awaited,
            EventPublisher publisher,
            BufferBudget budget) {
        Manifests manifests = new Manifests(store, store, store);
        Tags tags = new Tags(store);
        Referrers referrers = new Referrers(store);
        ManifestMemory memory = new ManifestMemory(budget);
        this.put = new PutManifest(
                new ManifestBody(sizeMax, memory),
                new References(awaited, manifests),
                new Publication(manifests, tags, referrers),
                publisher,
                patience);
        this.get = new GetManifest(manifests, tags, links, memory);
        this.delete = new DeleteManifest(manifests, tags, referrers, memory, publisher);
        this.listTags = new ListTags(tags, links);
        this.listRepositories = new ListRepositories(new RepositoryWalk(store));
        this.listReferrers = new ListReferrers(
                referrers,
                new ReferrersTag(tags, manifests, memory),
                new ReferrerLookup(manifests, referrers, memory),
                REFERRERS_BYTES,
                REFERRERS_LOOKS);
    }

    /** Adds the endpoints. */
    public void register(RoutesConfig routes) {
        routes.put(MANIFEST, put);
        ReadRoute.add(routes, MANIFEST, get);
        routes.delete(MANIFEST, delete);
        ReadRoute.add(routes, "/v2/<name>/tags/list", listTags);
        ReadRoute.add(routes, "/v2/_catalog", listRepositories);
        ReadRoute.add(routes, "/v2/<name>/referrers/{digest}", listReferrers);
    }
}
