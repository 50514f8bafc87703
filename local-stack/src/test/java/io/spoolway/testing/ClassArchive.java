package io.spoolway.testing;

import io.spoolway.testing.ServiceProcess.Service;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * The classes of a service as the JVM has them in memory (JEP 350): its processes map them instead of loading them, and are ready in half the
 * time. Made once in a build, by a process whose broker and store are not there, and which is stopped when it answers.
 */
final class ClassArchive {
    private ClassArchive() {}

    /** The archive of a service; a JVM that cannot use it, since its class path is another, does without. */
    static synchronized Path of(Service service) throws IOException {
        Path folder =
                Files.createDirectories(Path.of("target", "class-archives").toAbsolutePath());
        Path archive = folder.resolve(service + ".jsa");
        // other test JVMs of the build want the same
        try (FileChannel file =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            if (lock.isValid() && !Files.exists(archive)) {
                Path unfinished = folder.resolve(service + ".unfinished");
                record(service, unfinished);
                // there is none of a service that runs from folders of classes, as in a build without jars
                if (Files.exists(unfinished)) {
                    Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
                }
            }
        }
        return archive;
    }

    private static void record(Service service, Path archive) throws IOException {
        Map<String, String> settings = Map.of(
                "SPOOLWAY_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9",
                "SPOOLWAY_S3_ENDPOINT", "http://127.0.0.1:9",
                "SPOOLWAY_S3_BUCKET", "none",
                "SPOOLWAY_S3_ACCESS_KEY", "none",
                "SPOOLWAY_S3_SECRET_KEY", "none",
                "SPOOLWAY_STATE_SECRET", "only-to-record-classes",
                "SPOOLWAY_AUDITOR_STATE_DIR", TestStack.temporaryDirectory().toString());
        try (ServiceProcess process =
                ServiceProcess.start(service, service.command("-XX:ArchiveClassesAtExit=" + archive), settings)) {
            Eventually.await().until(process::isLive);
            process.stop();
        }
    }
}
