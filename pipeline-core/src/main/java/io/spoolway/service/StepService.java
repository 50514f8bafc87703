package io.spoolway.service;

import io.spoolway.config.CommonConfig;
import io.spoolway.event.EventType;
import io.spoolway.work.JobHandler;
import io.spoolway.work.ShareGroup;
import io.spoolway.work.WorkConfig;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service that does one step of the pipeline: it listens for probes at once, becomes ready when store and broker are
 * there, and then works its queue until it is closed.
 */
public final class StepService implements RunningService {
    private static final Logger LOG = LoggerFactory.getLogger(StepService.class);

    private final Monitoring monitoring;
    private final MonitoringServer server;
    private final Startup startup;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private volatile boolean ready;

    private StepService(
            Monitoring monitoring, MonitoringServer server, Step step, CommonConfig config, WorkConfig work) {
        this.monitoring = monitoring;
        this.server = server;
        this.startup = new Startup(step.name(), monitoring, () -> connect(step, config, work));
    }

    /**
     * A step of the pipeline.
     *
     * @param name of the service; its share group is called so too, with {@code spoolway-} before it
     * @param queue the events it works on
     * @param workers makes what runs beside the queue, and the handler
     */
    public record Step(String name, EventType queue, Function<Connections, Workers> workers) {}

    /**
     * @param handler does the step
     * @param companions run beside it until the service is closed
     */
    public record Workers(JobHandler handler, List<AutoCloseable> companions) {}

    /**
     * Starts; returns while the service is still getting ready.
     *
     * @throws CannotStartException when the address cannot be had
     */
    public static StepService start(Step step, CommonConfig config, WorkConfig work) throws IOException {
        Monitoring monitoring = new Monitoring();
        MonitoringServer server = Listening.at(
                config.httpHost(),
                config.httpPort(),
                () -> MonitoringServer.start(config.httpHost(), config.httpPort(), monitoring));
        StepService service = new StepService(monitoring, server, step, config, work);
        monitoring.require("connected to store and broker", () -> service.ready);
        service.startup.begin();
        return service;
    }

    private void connect(Step step, CommonConfig config, WorkConfig work) throws InterruptedException {
        Connections connections = Connections.open(config, monitoring);
        running.push(connections);
        connections.awaitUsable();
        Workers workers = step.workers().apply(connections);
        workers.companions().forEach(running::push);
        running.push(Retry.untilDone(monitoring, () -> join(step, config, work, workers.handler(), connections)));
        ready = true;
        LOG.info("{} {} is ready, probes on port {}", step.name(), config.node(), server.port());
    }

    private ShareGroup join(
            Step step, CommonConfig config, WorkConfig work, JobHandler handler, Connections connections) {
        return ShareGroup.join(
                config.kafka(),
                work,
                "spoolway-" + step.name(),
                step.queue(),
                handler,
                connections.publisher(),
                monitoring.meters());
    }

    @Override
    public Monitoring monitoring() {
        return monitoring;
    }

    @Override
    public void close() throws Exception {
        startup.close();
        while (!running.isEmpty()) {
            running.pop().close();
        }
        server.close();
        monitoring.close();
    }
}
