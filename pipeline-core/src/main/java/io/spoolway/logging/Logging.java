package io.spoolway.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import java.util.Locale;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The logging of this process, as {@code service.xml} has it. */
public final class Logging {
    private static final String CONFIGURATION = "service.xml";

    private Logging() {}

    /** From now on the whole process logs so, whatever was configured before. */
    public static void use(LogConfig config) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            configure(context, config);
            // libraries that log with java.util.logging, such as the exporter of traces, would write lines of their own
            SLF4JBridgeHandler.removeHandlersForRootLogger();
            SLF4JBridgeHandler.install();
        } else {
            throw new IllegalStateException(
                    "another logging library than Logback is on the class path: " + LoggerFactory.getILoggerFactory());
        }
    }

    static void configure(LoggerContext context, LogConfig config) {
        URL configuration = Logging.class.getResource(CONFIGURATION);
        context.reset();
        context.putProperty("spoolway.service", config.service());
        context.putProperty("spoolway.node", config.node());
        context.putProperty("spoolway.log.format", config.format().name().toLowerCase(Locale.ROOT));
        context.putProperty("spoolway.log.level", config.level().name());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(configuration);
        } catch (JoranException e) {
            throw new IllegalStateException("the configuration of the log cannot be used: " + e.getMessage(), e);
        }
    }
}
