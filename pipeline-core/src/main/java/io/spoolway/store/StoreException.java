package io.spoolway.store;

import io.spoolway.fault.PassingFault;

/** The object store gave no answer that a caller could go on with. */
public sealed class StoreException extends RuntimeException permits StoreException.Unavailable, StoreException.Refused {
    private StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /** A passing fault: no connection, a timeout, a 5xx or 429. Whether the request took effect is not known. */
    public static final class Unavailable extends StoreException implements PassingFault {
        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The store understood and said no: wrong credentials, no such bucket. It will say so again until that is mended. */
    public static final class Refused extends StoreException {
        public Refused(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
