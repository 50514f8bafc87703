package io.spoolway.cli.push;

import io.spoolway.cli.ByteSize;
import java.io.PrintWriter;
import java.time.Duration;

/** A line for each stage: for logs and pipes. */
final class PlainListener implements PushListener {
    private final PrintWriter out;
    private final LocalFile file;

    PlainListener(PrintWriter out, LocalFile file) {
        this.out = out;
        this.file = file;
    }

    @Override
    public void passing(String stage, long from) {
        String size = new ByteSize(file.size()).toString();
        line(from == 0 ? stage + " " + size : "%s %s from byte %d".formatted(stage, size, from));
    }

    @Override
    public void position(long bytes) {
        // a line each would be a flood
    }

    @Override
    public void stage(String stage) {
        line(stage);
    }

    @Override
    public void retrying(String problem, Duration pause) {
        line(pause.isZero() ? problem : "%s; trying again in %.1f s".formatted(problem, pause.toMillis() / 1000.0));
    }

    private void line(String text) {
        out.println(file.path().getFileName() + ": " + text);
        out.flush();
    }

    @Override
    public void close() {
        // nothing is held
    }
}
