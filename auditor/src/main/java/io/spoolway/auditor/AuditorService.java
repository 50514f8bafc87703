package io.spoolway.auditor;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.spoolway.auditor.http.AuditorHttp;
import io.spoolway.auditor.http.EventStreams;
import io.spoolway.auditor.view.AuditViews;
import io.spoolway.auditor.view.ViewUnavailableException;
import io.spoolway.auditor.webhook.Endpoint;
import io.spoolway.auditor.webhook.Endpoints;
import io.spoolway.auditor.webhook.Webhooks;
import io.spoolway.config.CommonConfig;
import io.spoolway.service.Monitoring;
import io.spoolway.service.Retry;
import io.spoolway.service.RunningService;
import io.spoolway.service.Startup;
import java.util.List;
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
public final class AuditorService implements RunningService {
    private static final Logger LOG = LoggerFactory.getLogger(AuditorService.class);

    private final AuditorConfig config;
    private final List<Endpoint> endpoints;
    private final Monitoring monitoring = new Monitoring();
    private final EventStreams events;
    private final Javalin http;
    private final Startup startup;
    private volatile @Nullable FoldStreams fold;
    private volatile @Nullable Webhooks webhooks;
    private volatile @Nullable AuditViews views;
    private volatile @Nullable OpenUploadsMeter openUploads;

    private AuditorService(AuditorConfig config, List<Endpoint> endpoints) {
        this.config = config;
        this.endpoints = endpoints;
        this.events = new EventStreams(config.kafka(), monitoring.meters());
        this.http = Javalin.create(this::configure);
        this.startup = new Startup("auditor", monitoring, this::connect);
    }

    /**
     * Starts to listen and to connect.
     *
     * @throws io.spoolway.config.InvalidSettingsException when the file of webhooks cannot be used, with all problems
     * @throws io.javalin.util.JavalinBindException when the port cannot be had
     */
    public static AuditorService start(AuditorConfig config) {
        List<Endpoint> endpoints = config.webhooks().map(Endpoints::read).orElse(List.of());
        AuditorService service = new AuditorService(config, endpoints);
        service.monitoring.require("folding events", service::isFolding);
        service.http.start();
        service.startup.begin();
        return service;
    }

    private void connect() throws InterruptedException {
        TopicCheck.await(config.kafka(), config.auditRetention(), monitoring);
        String server = config.advertised().orElseGet(() -> CommonConfig.hostName() + ":" + port());
        FoldStreams started = Retry.untilDone(monitoring, () -> FoldStreams.start(config, server, monitoring.meters()));
        fold = started;
        AuditViews known = AuditViews.of(started.streams(), server);
        views = known;
        openUploads = OpenUploadsMeter.start(known.local(), started::isRunning, monitoring.meters());
        webhooks = Webhooks.start(endpoints, config.kafka(), monitoring.meters());
        LOG.info("auditor {} folds events, on port {}, for other auditors at {}", config.node(), port(), server);
    }

    private boolean isFolding() {
        FoldStreams started = fold;
        return started != null && started.isRunning();
    }

    private void configure(JavalinConfig javalin) {
        javalin.jetty.addConnector(this::connector);
        AuditorHttp.configure(javalin, this::views, events, monitoring);
    }

    private AuditViews views() {
        AuditViews started = views;
        if (started == null) {
            throw new ViewUnavailableException("the auditor is starting, or cannot reach its broker yet");
        }
        return started;
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

    @Override
    public Monitoring monitoring() {
        return monitoring;
    }

    @Override
    public void close() throws Exception {
        startup.close();
        events.close();
        http.stop();
        Webhooks delivering = webhooks;
        if (delivering != null) {
            delivering.close();
        }
        OpenUploadsMeter counting = openUploads;
        if (counting != null) {
            counting.close();
        }
        FoldStreams started = fold;
        if (started != null) {
            started.close();
        }
        monitoring.close();
    }
}
