package io.spoolway.auditor;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.spoolway.config.CommonConfig;
import io.spoolway.service.Monitoring;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Step 4 as a running service. It listens at once; until the broker is there and all of its state, probes say so and questions
 * are answered 503.
 */
public final class AuditorService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditorService.class);

    private final AuditorConfig config;
    private final Monitoring monitoring = new Monitoring();
    private final Javalin http;
    private final Thread connecting;
    private volatile @Nullable FoldStreams fold;

    private AuditorService(AuditorConfig config) {
        this.config = config;
        this.http = Javalin.create(this::configure);
        this.connecting = Thread.ofPlatform().name("auditor-start").unstarted(this::connect);
    }

    /**
     * Starts to listen and to connect.
     *
     * @throws io.javalin.util.JavalinBindException when the port cannot be had
     */
    public static AuditorService start(AuditorConfig config) {
        AuditorService service = new AuditorService(config);
        service.monitoring.require("folding events", service::isFolding);
        service.http.start();
        service.connecting.start();
        return service;
    }

    private void connect() {
        try {
            TopicCheck.await(config.kafka(), config.auditRetention());
            String server = config.advertised().orElseGet(() -> CommonConfig.hostName() + ":" + port());
            fold = FoldStreams.start(config, server, monitoring.meters());
            LOG.info("auditor {} folds events, on port {}, for other auditors at {}", config.node(), port(), server);
        } catch (InterruptedException e) {
            LOG.info("auditor stops before it was ready");
        } catch (RuntimeException e) {
            LOG.error("auditor cannot start: {}", e.getMessage(), e);
        }
    }

    private boolean isFolding() {
        FoldStreams started = fold;
        return started != null && started.isRunning();
    }

    private void configure(JavalinConfig javalin) {
        javalin.startup.showJavalinBanner = false;
        javalin.startup.showOldJavalinVersionWarning = false;
        javalin.concurrency.useVirtualThreads = true;
        javalin.http.prefer405over404 = true;
        javalin.jetty.addConnector(this::connector);
        javalin.routes.get("/health/live", ctx -> ctx.result("live\n"));
        javalin.routes.get("/health/ready", ctx -> {
            Monitoring.Health health = monitoring.health();
            ctx.status(health.ready() ? 200 : 503).result(health.text() + "\n");
        });
        javalin.routes.get("/metrics", ctx -> ctx.result(monitoring.scrape()));
    }

    private ServerConnector connector(Server server, HttpConfiguration configuration) {
        configuration.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
        connector.setHost(config.httpHost());
        connector.setPort(config.httpPort());
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
        FoldStreams started = fold;
        if (started != null) {
            started.close();
        }
        monitoring.close();
    }
}
