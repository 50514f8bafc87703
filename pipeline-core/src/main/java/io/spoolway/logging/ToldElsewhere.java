package io.spoolway.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Optional;

/** Keeps out of the log what libraries say of something that Spoolway tells itself, in a line. */
public final class ToldElsewhere extends Filter<ILoggingEvent> {
    /**
     * The state that an auditor left when it was killed is restored. Kafka Streams tells it with a stack trace for each partition; what
     * else is thrown with it ends the thread, and is told then.
     */
    private static final String LOST_STATE = "TaskCorruptedException";

    /** What is wrong is thrown. */
    private static final String NOT_LISTENING = "Failed to start Javalin";

    @Override
    public FilterReply decide(ILoggingEvent event) {
        String message = Optional.ofNullable(event.getFormattedMessage()).orElse("");
        String thrown = Optional.ofNullable(event.getThrowableProxy())
                .map(IThrowableProxy::getClassName)
                .orElse("");
        boolean isTold = thrown.endsWith("." + LOST_STATE)
                || (event.getLoggerName().startsWith("org.apache.kafka.streams.") && message.contains(LOST_STATE))
                || message.equals(NOT_LISTENING);
        return isTold ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
}
