package io.spoolway.store;

import io.spoolway.fault.PassingFault;

/** The object store gave no answer that a caller could go on with. */
public sealed class StoreException extends RuntimeException
        permits StoreException.Unavailable, StoreException.Denied, StoreException.Refused {
    private StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /** A passing fault: no connection, a timeout, a 5xx or 429. Whether the request took effect is not known. */
    public static final class Unavailable extends StoreException implements PassingFault {
        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * The store does not serve this process: its key, its clock, the policy or the bucket is wrong. Nothing is wrong with what was asked:
     * when that is mended, outside of this process, the same request succeeds.
     */
    public static final class Denied extends StoreException implements PassingFault {
        public Denied(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The store understood and said no to what was asked: wrong bytes, a key that is held. It will say so again. */
    public static final class Refused extends StoreException {
        public Refused(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
