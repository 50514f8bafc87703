package io.spoolway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FileFaultsTest {
    private static final Path FILE = Path.of("/data/file");

    @Test
    void aFileThatCannotBeReadIsToldWithTheReason() {
        assertThat(FileFaults.unreadable(FILE, new NoSuchFileException("/data/file")))
                .isEqualTo("there is no file /data/file");
        assertThat(FileFaults.unreadable(FILE, new AccessDeniedException("/data/file")))
                .isEqualTo("the file /data/file cannot be read: permission denied");
        assertThat(FileFaults.unreadable(FILE, new MalformedInputException(1)))
                .isEqualTo("the file /data/file cannot be read: it is not text in UTF-8");
        assertThat(FileFaults.unreadable(FILE, new IOException("Is a directory")))
                .isEqualTo("the file /data/file cannot be read: Is a directory");
    }

    @Test
    void whatCannotBeWrittenIsNamedAsExactlyAsItIsKnown() {
        assertThat(FileFaults.unwritable(FILE, new AccessDeniedException("/data")))
                .isEqualTo("cannot write to /data: permission denied");
        assertThat(FileFaults.unwritable(FILE, new FileSystemException("/data/file/x", null, "Not a directory")))
                .isEqualTo("cannot write to /data/file/x: Not a directory");
        assertThat(FileFaults.unwritable(FILE, new IOException("No space left on device")))
                .isEqualTo("cannot write to /data/file: No space left on device");
    }
}
