package io.spoolway.event;

import io.spoolway.fault.PassingFault;

/** The broker did not confirm in time; whether the event was taken is not known. */
public final class BrokerUnavailableException extends RuntimeException implements PassingFault {
    public BrokerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
