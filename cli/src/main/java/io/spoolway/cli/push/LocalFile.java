package io.spoolway.cli.push;

import io.spoolway.fault.FileFaults;
import io.spoolway.oci.Digest;
import io.spoolway.oci.DigestAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.function.LongConsumer;

/**
 * A file to push, as it was when the push began.
 *
 * @param size in bytes
 * @param modified tells, with the size, whether it is still the same
 */
record LocalFile(Path path, long size, FileTime modified) {
    private static final int HASH_BUFFER = 1 << 20;

    static LocalFile of(Path path) throws PushException.Refused {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new LocalFile(path, attributes.size(), attributes.lastModifiedTime());
        } catch (IOException e) {
            throw new PushException.Refused("the file cannot be read: " + FileFaults.why(e), e);
        }
    }

    /** @param progress is told how many bytes were read */
    Digest hash(DigestAlgorithm algorithm, LongConsumer progress) throws PushException.Refused {
        MessageDigest hash = algorithm.newHash();
        ByteBuffer buffer = ByteBuffer.allocateDirect(HASH_BUFFER);
        try (FileChannel channel = FileChannel.open(path)) {
            long done = 0;
            while (channel.read(buffer) >= 0) {
                buffer.flip();
                done += buffer.remaining();
                hash.update(buffer);
                buffer.clear();
                progress.accept(done);
            }
        } catch (IOException e) {
            throw new PushException.Refused("the file cannot be read: " + FileFaults.why(e), e);
        }
        requireUnchanged();
        return Digest.finish(algorithm, hash);
    }

    /**
     * Opens a part of it.
     *
     * @param progress is told the position in the file up to which it was read
     */
    InputStream open(long start, long length, LongConsumer progress) {
        try {
            return new FilePart(FileChannel.open(path), start, length, progress);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws PushException.Refused when it is no longer the file that was hashed: its bytes would be rejected */
    void requireUnchanged() throws PushException.Refused {
        if (!equals(of(path))) {
            throw new PushException.Refused(
                    "the file changed while it was pushed. Push it again when nobody writes to it.");
        }
    }
}
