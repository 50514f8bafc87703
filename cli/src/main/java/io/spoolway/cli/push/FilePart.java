package io.spoolway.cli.push;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.LongConsumer;

/** The bytes of a file from a position on, exactly as many as were asked for. */
final class FilePart extends InputStream {
    private final FileChannel channel;
    private final long end;
    private final LongConsumer progress;
    private long position;

    FilePart(FileChannel channel, long start, long length, LongConsumer progress) {
        this.channel = channel;
        this.position = start;
        this.end = start + length;
        this.progress = progress;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == end) {
            return -1;
        }
        int wanted = (int) Math.min(length, end - position);
        int got = channel.read(ByteBuffer.wrap(target, offset, wanted), position);
        if (got < 0) {
            throw new EOFException("the file ends at %d instead of %d: it was shortened".formatted(position, end));
        }
        position += got;
        progress.accept(position);
        return got;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
