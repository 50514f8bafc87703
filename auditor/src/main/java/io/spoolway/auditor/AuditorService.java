package io.spoolway.auditor;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.spoolway.auditor.http.AuditorHttp;
import io.spoolway.auditor.http.EventStreams;
import io.spoolway.auditor.view.AuditViews;
import io.spoolway.auditor.view.ViewUnavailableException;
import io.spoolway.auditor.webhook.Webhooks;
import io.spoolway.config.CommonConfig;
import io.spoolway.config.Setting;
import io.spoolway.fault.FileFaults;
import io.spoolway.service.CannotStartException;
import io.spoolway.service.Listening;
import io.spoolway.service.Monitoring;
import io.spoolway.service.Retry;
import io.spoolway.service.RunningService;
import io.spoolway.service.Startup;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private final Monitoring monitoring = new Monitoring();
    private final EventStreams events;
    private final Javalin http;
    private final Startup startup;
    private volatile @Nullable FoldStreams fold;
    private volatile @Nullable Webhooks webhooks;
    private volatile @Nullable AuditViews views;
    private volatile @Nullable OpenUploadsMeter openUploads;

    private AuditorService(AuditorConfig config) {
        this.config = config;
        this.events = new EventStreams(config.kafka(), monitoring.meters());
        this.http = Javalin.create(this::configure);
        this.startup = new Startup("auditor", monitoring, this::connect);
    }

    /**
     * Starts to listen and to connect.
     *
     * @throws CannotStartException when the address cannot be had, or nothing can be written where its state is to be
     */
    public static AuditorService start(AuditorConfig config) {
        requireWritable(config.stateDir());
        AuditorService service = new AuditorService(config);
        service.monitoring.require("folding events", service::isFolding);
        Listening.at(config.httpHost(), config.httpPort(), service.http::start);
        service.startup.begin();
        return service;
    }

    /** Kafka Streams would find out, but only after it has listened, and be long about it. */
    private static void requireWritable(Path stateDir) {
        try {
            Files.createDirectories(stateDir);
            if (!Files.isWritable(stateDir)) {
                throw new AccessDeniedException(stateDir.toString());
            }
        } catch (IOException e) {
            throw new CannotStartException(
                    "%s. Its state is kept there: set %s to another folder."
                            .formatted(FileFaults.unwritable(stateDir, e), Setting.AUDITOR_STATE_DIR.variable()),
                    e);
        }
    }

    private void connect() throws InterruptedException {
        TopicCheck.await(config.kafka(), config.auditRetention(), monitoring);
        String server = config.advertised().orElseGet(() -> CommonConfig.hostName() + ":" + port());
        FoldStreams started = Retry.untilDone(monitoring, () -> FoldStreams.start(config, server, monitoring.meters()));
        fold = started;
        AuditViews known = AuditViews.of(started.streams(), server);
        views = known;
        openUploads = OpenUploadsMeter.start(known.local(), started::isRunning, monitoring.meters());
        webhooks = Webhooks.start(config.webhooks(), config.kafka(), monitoring.meters());
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
