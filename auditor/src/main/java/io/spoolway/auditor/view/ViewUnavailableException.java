package io.spoolway.auditor.view;

import io.spoolway.fault.PassingFault;

/** A part of the state is being restored, or on its way from one auditor to another, or at one that does not answer. */
public final class ViewUnavailableException extends RuntimeException implements PassingFault {
    public ViewUnavailableException(String message) {
        super(message);
    }

    ViewUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
