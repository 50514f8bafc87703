package io.spoolway.auditor.fold;

import java.time.Duration;
import java.time.Instant;

/** What the fold keeps, and under which keys. Every store is kept on the broker too, and restored from there. */
public final class StateStores {
    /** Upload id to {@link Upload}: those that have not ended, and those that ended within the retention. */
    public static final String UPLOADS = "uploads";

    /** Upload id to {@link OpenUpload}: those that have not ended, or wait for a step that was not read yet. In memory. */
    public static final String OPEN = "open";

    /** {@link #windowKey} to {@link Activity}: what happened within a minute. */
    public static final String WINDOWS = "windows";

    /** Repository, or {@link #ALL}, to {@link Activity}: what happened since the beginning. */
    public static final String TOTALS = "totals";

    /** In the place of a repository: all of them. No repository is named so. */
    public static final String ALL = "*";

    /** How long a window is kept. */
    public static final Duration WINDOW_RETENTION = Duration.ofHours(24);

    private static final int MINUTE_DIGITS = 10;

    private StateStores() {}

    /** The window of this time, for a repository or {@link #ALL}: in the order of time. */
    public static String windowKey(Instant time, String repository) {
        return minute(time) + "/" + repository;
    }

    /** What the keys of all windows of this minute begin with. */
    public static String minute(Instant time) {
        return ("%0" + MINUTE_DIGITS + "d").formatted(time.getEpochSecond() / 60);
    }

    /** When the window with this key begins. */
    public static Instant start(String windowKey) {
        return Instant.ofEpochSecond(Long.parseLong(windowKey.substring(0, MINUTE_DIGITS)) * 60);
    }

    /** The repository, or {@link #ALL}, of the window with this key. */
    public static String repository(String windowKey) {
        return windowKey.substring(MINUTE_DIGITS + 1);
    }

    /** The least key that an upload can have that was started at this time: the keys of uploads are in the order of time. */
    public static String firstUploadKey(Instant time) {
        String millis = "%012x".formatted(Math.max(0, time.toEpochMilli()));
        return millis.substring(0, 8) + "-" + millis.substring(8) + "-7000-8000-000000000000";
    }
}
