package io.spoolway.event;

import io.spoolway.fault.PassingFault;

/** The broker is away, or did not confirm in time; whether an event was taken is not known then. */
public final class BrokerUnavailableException extends RuntimeException implements PassingFault {
    public BrokerUnavailableException(String message) {
        super(message);
    }

    public BrokerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
