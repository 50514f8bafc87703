package io.spoolway.ingest;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.spoolway.event.EventTail;
import io.spoolway.ingest.http.ServerErrors;
import io.spoolway.ingest.manifest.ManifestRoutes;
import io.spoolway.ingest.upload.BufferBudget;
import io.spoolway.ingest.upload.Outcomes;
import io.spoolway.ingest.upload.UploadRoutes;
import io.spoolway.service.Connections;
import io.spoolway.service.Monitoring;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Step 1 as a running service. It listens at once; until store and broker are there, probes say so and requests are answered
 * 503.
 */
public final class IngestService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IngestService.class);

    private final IngestConfig config;
    private final Monitoring monitoring = new Monitoring();
    private final Outcomes outcomes = new Outcomes();
    private final ExecutorService executor = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("spool-", 0).factory());
    private final Connections connections;
    private final Javalin http;
    private final Thread connecting;
    private final Deque<AutoCloseable> tails = new ArrayDeque<>();
    private volatile boolean connected;

    private IngestService(IngestConfig config) {
        this.config = config;
        this.connections = Connections.open(config.common(), monitoring);
        this.http = Javalin.create(this::configure);
        this.connecting = Thread.ofPlatform().name("ingest-api-start").unstarted(this::connect);
    }

    /**
     * Starts to listen and to connect.
     *
     * @throws io.javalin.util.JavalinBindException when the port cannot be had
     */
    public static IngestService start(IngestConfig config) {
        IngestService service = new IngestService(config);
        service.monitoring.require("connected to store and broker", () -> service.connected);
        service.http.start();
        service.connecting.start();
        return service;
    }

    private void connect() {
        try {
            connections.awaitUsable();
            EventTail tail = EventTail.start(config.common().kafka(), Outcomes.ENDS, outcomes::receive);
            tails.push(tail);
            tail.awaitPositioned();
            connected = true;
            LOG.info("ingest-api {} is ready on port {}", config.common().node(), port());
        } catch (InterruptedException e) {
            LOG.info("ingest-api stops before it was ready");
        } catch (RuntimeException e) {
            LOG.error("ingest-api cannot start: {}", e.getMessage(), e);
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
        javalin.jetty.modifyServer(server -> server.setErrorHandler(new ServerErrors()));
        BufferBudget budget = new BufferBudget(config.bufferBytes(), monitoring.meters());
        UploadRoutes uploads = new UploadRoutes(
                config, connections.store(), connections.publisher(), outcomes, budget, executor, monitoring.meters());
        ManifestRoutes manifests =
                new ManifestRoutes(config.manifestSizeMax(), connections.store(), connections.publisher(), budget);
        Routes.register(
                javalin.routes,
                uploads,
                manifests,
                connections.store(),
                connections.publisher(),
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

    /** Its meters and its readiness. */
    public Monitoring monitoring() {
        return monitoring;
    }

    @Override
    public void close() throws Exception {
        connecting.interrupt();
        connecting.join();
        http.stop();
        executor.close();
        while (!tails.isEmpty()) {
            tails.pop().close();
        }
        connections.close();
        monitoring.close();
    }
}
