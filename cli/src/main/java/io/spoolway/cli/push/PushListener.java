package io.spoolway.cli.push;

import java.time.Duration;

/** Is told how the push of one file goes. */
interface PushListener extends AutoCloseable {
    /** A stage begins that goes through the file. */
    void passing(String stage, long from);

    /** How far that stage is; it may move back. */
    void position(long bytes);

    /** A stage is reached. */
    void stage(String stage);

    /** Something failed and is tried again after a pause. */
    void retrying(String problem, Duration pause);

    @Override
    void close();
}
