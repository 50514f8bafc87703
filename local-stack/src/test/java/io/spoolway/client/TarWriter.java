package io.spoolway.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes a tar archive (POSIX.1-1988, ustar) that is the same for the same content: files only, owned by root, of the year
 * 1970. Names have at most 100 characters.
 */
final class TarWriter implements AutoCloseable {
    private static final int BLOCK = 512;

    private final OutputStream out;

    TarWriter(OutputStream out) {
        this.out = out;
    }

    void add(String name, byte[] content) throws IOException {
        begin(name, content.length);
        out.write(content);
        pad(content.length);
    }

    void add(String name, Path file) throws IOException {
        long size = Files.size(file);
        begin(name, size);
        Files.copy(file, out);
        pad(size);
    }

    /** Adds so many bytes of a stream, which must have them. */
    void add(String name, InputStream content, long size) throws IOException {
        begin(name, size);
        byte[] buffer = new byte[1 << 16];
        long left = size;
        while (left > 0) {
            int n = content.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (n < 0) {
                throw new IOException(name + " lacks " + left + " bytes");
            }
            out.write(buffer, 0, n);
            left -= n;
        }
        pad(size);
    }

    private void begin(String name, long size) throws IOException {
        byte[] header = new byte[BLOCK];
        field(header, 0, 100, name);
        field(header, 100, 8, "0000644");
        field(header, 108, 8, "0000000");
        field(header, 116, 8, "0000000");
        field(header, 124, 12, "%011o".formatted(size));
        field(header, 136, 12, "00000000000");
        field(header, 148, 8, "        ");
        header[156] = '0';
        field(header, 257, 6, "ustar");
        field(header, 263, 2, "00");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        field(header, 148, 8, "%06o\0 ".formatted(sum));
        out.write(header);
    }

    private static void field(byte[] header, int offset, int length, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length > length) {
            throw new IllegalArgumentException("longer than " + length + ": " + text);
        }
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }

    private void pad(long size) throws IOException {
        int rest = (int) (size % BLOCK);
        if (rest > 0) {
            out.write(new byte[BLOCK - rest]);
        }
    }

    @Override
    public void close() throws IOException {
        byte[] end = new byte[2 * BLOCK];
        Arrays.fill(end, (byte) 0);
        out.write(end);
        out.close();
    }
}
