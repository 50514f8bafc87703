package io.spoolway.cli.push;

import io.spoolway.cli.ByteSize;
import io.spoolway.cli.CommandFailure;
import io.spoolway.cli.LogLevel;
import io.spoolway.cli.RepositoryConverter;
import io.spoolway.cli.UrlConverter;
import io.spoolway.fault.Backoff;
import io.spoolway.oci.DigestAlgorithm;
import io.spoolway.oci.RepositoryName;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Pushes files as blobs. */
@Command(
        name = "push",
        description = {
            "Pushes files as blobs over the registry's HTTP API, and goes on where it was when the connection breaks.",
            "Exit code: 0 when all were pushed, 1 when some were not, 2 for wrong usage."
        })
public final class PushCommand implements Callable<Integer> {
    private static final Duration STALL = Duration.ofMinutes(1);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "What to push, each file as one blob.")
    private List<Path> files = List.of();

    @Option(
            names = "--repo",
            required = true,
            paramLabel = "NAME",
            converter = RepositoryConverter.class,
            description = "Repository to push to, such as demo/files.")
    private @Nullable RepositoryName repository;

    @Option(
            names = "--url",
            converter = UrlConverter.class,
            description = "URL of the registry; default ${DEFAULT-VALUE}.")
    private URI url = URI.create("http://127.0.0.1:5000");

    @Option(
            names = "--async",
            description = "Ask the registry not to wait for its pipeline: send all files first, then wait for all.")
    private boolean async;

    @Option(
            names = "--algorithm",
            converter = AlgorithmConverter.class,
            description = "Digest algorithm: sha256 or sha512; default sha256.")
    private DigestAlgorithm algorithm = DigestAlgorithm.SHA256;

    @Option(
            names = "--chunk-size",
            paramLabel = "SIZE",
            converter = ByteSize.Converter.class,
            description = "Bytes for each request; default 64MiB.")
    private ByteSize pieceSize = new ByteSize(64 << 20);

    @Option(names = "--jobs", paramLabel = "N", description = "Files sent at once; default ${DEFAULT-VALUE}.")
    private int jobs = 4;

    @Option(
            names = "--retries",
            paramLabel = "N",
            description =
                    "Failures in a row, without progress, after which a file is given up; default ${DEFAULT-VALUE}.")
    private int retries = 20;

    @Option(
            names = "--resume",
            paramLabel = "URL",
            converter = UrlConverter.class,
            description = "Go on with this upload, which a push that gave up or was stopped has told; for one file.")
    private @Nullable URI resume;

    /** What is being pushed, by the file. */
    private final Map<Path, BlobPush> running = new ConcurrentHashMap<>();

    @Override
    public Integer call() throws InterruptedException {
        LogLevel.ERROR.use();
        Registry registry = check();
        // Ctrl-C and SIGTERM: what was sent until then is not lost, but only its URL leads to it
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::tellOpen));
        PushSettings settings =
                new PushSettings(algorithm, pieceSize.bytes(), async, Optional.ofNullable(resume), retries, BACKOFF);
        List<PushOutcome> outcomes;
        try (HttpCalls calls = new HttpCalls(STALL)) {
            new CheckRegistry(calls).send(registry);
            outcomes = pushAll(registry, settings, calls);
        } catch (PushException.Refused e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
        return tell(outcomes);
    }

    /** Everything that can be seen to be wrong before anything is sent. */
    private Registry check() {
        for (Path file : files) {
            require(Files.exists(file), file + " does not exist");
            require(Files.isRegularFile(file), file + " is not a file");
            require(Files.isReadable(file), file + " cannot be read");
        }
        require(pieceSize.bytes() >= 1, "--chunk-size must be at least 1");
        require(jobs >= 1, "--jobs must be at least 1");
        require(retries >= 1, "--retries must be at least 1");
        require(resume == null || files.size() == 1, "--resume goes on with one upload, so it takes one file");
        if (repository == null) {
            throw new ParameterException(spec().commandLine(), "--repo is needed");
        }
        return new Registry(url, repository);
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec().commandLine(), otherwise);
        }
    }

    private List<PushOutcome> pushAll(Registry registry, PushSettings settings, HttpCalls calls)
            throws InterruptedException {
        Semaphore slots = new Semaphore(jobs, true);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<PushOutcome>> pending = new ArrayList<>();
            for (Path file : files) {
                pending.add(executor.submit(() -> push(registry, settings, calls, file, slots)));
            }
            List<PushOutcome> outcomes = new ArrayList<>();
            for (Future<PushOutcome> push : pending) {
                outcomes.add(outcome(push));
            }
            return outcomes;
        }
    }

    private PushOutcome push(Registry registry, PushSettings settings, HttpCalls calls, Path path, Semaphore slots)
            throws InterruptedException {
        LocalFile file;
        try {
            file = LocalFile.of(path);
        } catch (PushException e) {
            return new PushOutcome.Failed(String.valueOf(e.getMessage()), e);
        }
        try (PushListener listener = listener(file)) {
            BlobPush push = new BlobPush(settings, registry, calls, file, listener, Thread::sleep);
            running.put(path, push);
            return push.run(slots);
        } finally {
            running.remove(path);
        }
    }

    private void tellOpen() {
        running.forEach((file, push) ->
                push.howToGoOn().ifPresent(how -> err().printf("%nspoolway push: %s: stopped. %s%n", file, how)));
        err().flush();
    }

    private static PushOutcome outcome(Future<PushOutcome> push) throws InterruptedException {
        try {
            return push.get();
        } catch (ExecutionException e) {
            return new PushOutcome.Failed("an error of spoolway itself: " + e.getCause(), e);
        }
    }

    private PushListener listener(LocalFile file) {
        return Boolean.getBoolean("spoolway.terminal") ? new BarListener(file) : new PlainListener(err(), file);
    }

    private int tell(List<PushOutcome> outcomes) {
        PrintWriter out = spec().commandLine().getOut();
        int failed = 0;
        for (int i = 0; i < outcomes.size(); i++) {
            switch (outcomes.get(i)) {
                case PushOutcome.Pushed pushed ->
                    out.printf(
                            "%s  %s  %s%s%n",
                            files.get(i), pushed.digest(), pushed.blob(), pushed.already() ? "  (already there)" : "");
                case PushOutcome.Failed failure -> {
                    failed++;
                    err().println("spoolway push: " + files.get(i) + ": " + failure.message());
                }
            }
        }
        out.flush();
        if (failed > 0 && outcomes.size() > 1) {
            err().printf("spoolway push: %d of %d files were not pushed%n", failed, outcomes.size());
        }
        err().flush();
        return failed == 0 ? 0 : 1;
    }

    private PrintWriter err() {
        return spec().commandLine().getErr();
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("not called by picocli");
        }
        return spec;
    }

    /** Reads the name of a digest algorithm. */
    static final class AlgorithmConverter implements ITypeConverter<DigestAlgorithm> {
        @Override
        public DigestAlgorithm convert(String value) {
            return DigestAlgorithm.named(value)
                    .orElseThrow(
                            () -> new TypeConversionException("\"%s\" is neither sha256 nor sha512".formatted(value)));
        }
    }
}
