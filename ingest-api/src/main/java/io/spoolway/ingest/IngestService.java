package io.spoolway.ingest;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.spoolway.event.BlobDeleted;
import io.spoolway.event.EventPublisher;
import io.spoolway.event.EventTail;
import io.spoolway.event.EventType;
import io.spoolway.event.PipelineEvent;
import io.spoolway.ingest.blob.AwaitedLinks;
import io.spoolway.ingest.blob.BlobLinks;
import io.spoolway.ingest.blob.DeleteBlob;
import io.spoolway.ingest.blob.GetBlob;
import io.spoolway.ingest.blob.KnownBlobs;
import io.spoolway.ingest.blob.PendingBlobs;
import io.spoolway.ingest.blob.PullConfig;
import io.spoolway.ingest.blob.ReadableBlobs;
import io.spoolway.ingest.http.Authenticated;
import io.spoolway.ingest.http.ClientAddress;
import io.spoolway.ingest.http.RequestLog;
import io.spoolway.ingest.http.RequestScope;
import io.spoolway.ingest.http.ServerErrors;
import io.spoolway.ingest.manifest.ManifestRoutes;
import io.spoolway.ingest.upload.BufferBudget;
import io.spoolway.ingest.upload.Outcomes;
import io.spoolway.ingest.upload.Progress;
import io.spoolway.ingest.upload.UploadRoutes;
import io.spoolway.service.Connections;
import io.spoolway.service.HttpMeter;
import io.spoolway.service.Listening;
import io.spoolway.service.Monitoring;
import io.spoolway.service.Retry;
import io.spoolway.service.RunningService;
import io.spoolway.service.Startup;
import io.spoolway.store.ObjectStore;
import io.spoolway.store.PresignedUrls;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Step 1 as a running service. It listens at once; until store and broker are there, probes say so and requests are answered
 * 503.
 */
public final class IngestService implements RunningService {
    private static final Logger LOG = LoggerFactory.getLogger(IngestService.class);

    /** What happens on any node and is heard of on each. */
    private static final Set<EventType> HEARD = Stream.concat(
                    PendingBlobs.EVENTS.stream(), Stream.of(EventType.BLOB_DELETED))
            .collect(Collectors.toUnmodifiableSet());

    /** Well within the minute that containers are given to stop. */
    private static final Duration DRAIN = Duration.ofSeconds(30);

    private final IngestConfig config;
    private final Monitoring monitoring = new Monitoring();
    private final Outcomes outcomes = new Outcomes();
    private final KnownBlobs known;
    private final PendingBlobs pending = new PendingBlobs();
    private final ExecutorService executor = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("spool-", 0).factory());
    private final Connections connections;
    private final GracefulHandler requests = new GracefulHandler(new RequestScope());
    private final Javalin http;
    private final Startup startup;
    private volatile @Nullable EventTail tail;
    private volatile boolean connected;

    private IngestService(IngestConfig config) {
        this.config = config;
        this.known = new KnownBlobs(config.pull().cache());
        this.connections = Connections.open(config.common(), monitoring);
        this.http = Javalin.create(this::configure);
        this.startup = new Startup("ingest-api", monitoring, this::connect);
    }

    /**
     * Starts to listen and to connect.
     *
     * @throws io.spoolway.service.CannotStartException when the address cannot be had
     */
    public static IngestService start(IngestConfig config) {
        IngestService service = new IngestService(config);
        service.monitoring.require("connected to store and broker", () -> service.connected);
        Listening.at(config.common().httpHost(), config.common().httpPort(), service.http::start);
        service.startup.begin();
        return service;
    }

    private void connect() throws InterruptedException {
        connections.awaitUsable();
        EventTail started = Retry.untilDone(
                monitoring, () -> EventTail.start(config.common().kafka(), HEARD, PendingBlobs.KEPT, this::receive));
        tail = started;
        started.awaitPositioned();
        connected = true;
        LOG.info("ingest-api {} is ready on port {}", config.common().node(), port());
    }

    private void receive(PipelineEvent event) {
        if (Outcomes.ENDS.contains(event.type())) {
            outcomes.receive(event);
        }
        if (event instanceof BlobDeleted deleted) {
            known.forget(deleted.repository(), deleted.digest());
        }
        pending.receive(event);
    }

    private void catchUp(Duration atMost) throws InterruptedException {
        EventTail started = tail;
        if (started != null) {
            started.awaitCaughtUp(EventType.UPLOAD_COMPLETED, atMost);
        }
    }

    private void configure(JavalinConfig javalin) {
        javalin.startup.showJavalinBanner = false;
        javalin.startup.showOldJavalinVersionWarning = false;
        javalin.concurrency.useVirtualThreads = true;
        javalin.http.compressionStrategy =
                CompressionStrategy.NONE; // blobs are compressed, and digests are of what is sent
        javalin.http.prefer405over404 = true;
        javalin.jetty.addConnector(this::connector);
        javalin.requestLogger.http(RequestLog.to(new HttpMeter(monitoring.meters())));
        javalin.jetty.modifyServer(server -> {
            server.setErrorHandler(new ServerErrors());
            server.setHandler(requests);
        });
        ObjectStore store = connections.store();
        PullConfig pull = config.pull();
        BlobLinks links = new BlobLinks(store, store, store, known);
        AwaitedLinks awaited = new AwaitedLinks(links, pending, this::catchUp);
        EventPublisher publisher = connections.publisher();
        BufferBudget budget = new BufferBudget(config.bufferBytes(), monitoring.meters());
        Progress progress = new Progress(connections.publisher()::offer, Clock.systemUTC());
        UploadRoutes uploads = new UploadRoutes(
                config, store, links, publisher, outcomes, budget, executor, progress, monitoring.meters());
        ManifestRoutes manifests =
                new ManifestRoutes(config.manifestSizeMax(), pull.patience(), store, links, awaited, publisher, budget);
        GetBlob getBlob = new GetBlob(
                new ReadableBlobs(store, awaited, known, pull.patience()),
                links,
                pull.redirect().map(to -> new PresignedUrls(config.common().store(), to.endpoint(), to.lifetime())));
        Routes.register(
                javalin.routes,
                new ClientAddress(config.trustedProxies()),
                new Authenticated(config.subjectHeader()),
                uploads,
                manifests,
                getBlob,
                new DeleteBlob(links, awaited, pull.patience(), publisher),
                monitoring,
                () -> connected);
    }

    private ServerConnector connector(Server server, HttpConfiguration http) {
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(config.common().httpHost());
        connector.setPort(config.common().httpPort());
        // containerd opens the PUT and may leave it idle for minutes (containerd/containerd#14110)
        connector.setIdleTimeout(config.idleTimeout().toMillis());
        return connector;
    }

    /** The port that it listens on. */
    public int port() {
        return http.port();
    }

    @Override
    public Monitoring monitoring() {
        return monitoring;
    }

    /**
     * Requests under way are answered. New connections are refused, so that a load balancer takes another node, and what still comes on
     * open ones gets 503. What takes longer is cut, and an upload goes on where it was.
     */
    private void drain() throws InterruptedException {
        CompletableFuture<Void> answered = requests.shutdown();
        for (Connector connector : requests.getServer().getConnectors()) {
            if (connector instanceof NetworkConnector listening) {
                listening.close();
            }
        }
        try {
            answered.get(DRAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("{} requests are cut off after {} s", requests.getCurrentRequestCount(), DRAIN.toSeconds());
        }
    }

    @Override
    public void close() throws Exception {
        startup.close();
        drain();
        http.stop();
        executor.close();
        EventTail started = tail;
        if (started != null) {
            started.close();
        }
        connections.close();
        monitoring.close();
    }
}
