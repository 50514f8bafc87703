package io.spoolway.cli;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;

/** Standard output whose reader goes away after so many lines. */
final class ClosedAfter extends Writer {
    private final int lines;
    private final StringWriter read;

    /** @param read gets what is read before */
    ClosedAfter(int lines, StringWriter read) {
        this.lines = lines;
        this.read = read;
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        requireOpen();
        read.write(text, offset, length);
    }

    @Override
    public void flush() throws IOException {
        requireOpen();
    }

    private void requireOpen() throws IOException {
        String text = read.toString();
        boolean isWhole = text.isEmpty() || text.endsWith("\n");
        if (isWhole && text.lines().count() >= lines) {
            throw new IOException("Broken pipe");
        }
    }

    @Override
    public void close() {}
}
