package io.spoolway.fault;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** What is wrong with a file or folder, for people: the messages of java.nio are often its path and nothing else. */
public final class FileFaults {
    private FileFaults() {}

    /** A file could not be read, and why. */
    public static String unreadable(Path file, Exception e) {
        return e instanceof NoSuchFileException
                ? "there is no file " + file
                : "the file %s cannot be read: %s".formatted(file, why(e));
    }

    /** A folder, or something in it, could not be written, and why. */
    public static String unwritable(Path folder, IOException e) {
        String where = e instanceof FileSystemException fault
                ? Optional.ofNullable(fault.getFile()).orElse(folder.toString())
                : folder.toString();
        return "cannot write to %s: %s".formatted(where, why(e));
    }

    /** The reason alone, without the path. */
    public static String why(Exception e) {
        return switch (e) {
            case NoSuchFileException _ -> "it is not there";
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "there is a file of this name";
            case CharacterCodingException _ -> "it is not text in UTF-8";
            case FileSystemException fault when fault.getReason() != null -> fault.getReason();
            default -> Optional.ofNullable(e.getMessage()).orElseGet(e::toString);
        };
    }
}
