package io.spoolway.auditor.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.spoolway.oci.DigestAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The page and what it takes, from the class path: files by name, and no lists of them. */
final class StaticFiles {
    /** Where {@code index.html} and its files are. */
    private static final String PAGE = "/dashboard/";

    /** Those files of the webjars that the page takes; the version is that of the build. */
    static final Set<String> LIBRARIES = Set.of(
            "uplot/1.6.30/dist/uPlot.esm.js", "uplot/1.6.30/dist/uPlot.iife.min.js", "uplot/1.6.30/dist/uPlot.min.css");

    private static final String OPENAPI = "/io/spoolway/auditor/http/openapi.json";

    /** No separator, and no dot but that of the extension. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+\\.[a-z0-9]+");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "json", "application/json");

    private final Map<String, StoredFile> known = new ConcurrentHashMap<>();

    private static final class StoredFile {
        private final byte[] bytes;
        private final String tag;

        StoredFile(byte[] bytes) {
            this.bytes = bytes;
            byte[] hash = DigestAlgorithm.SHA256.newHash().digest(bytes);
            // weak, since the bytes may be compressed on the way
            this.tag = "W/\"%s\"".formatted(HexFormat.of().formatHex(hash, 0, 8));
        }
    }

    static void register(RoutesConfig routes) {
        StaticFiles files = new StaticFiles();
        routes.get("/", ctx -> files.sendOfPage(ctx, "index.html"));
        routes.get("/dashboard/{file}", ctx -> files.sendOfPage(ctx, ctx.pathParam("file")));
        routes.get("/webjars/<path>", ctx -> files.sendLibrary(ctx, ctx.pathParam("path")));
        routes.get("/openapi.json", ctx -> files.send(ctx, OPENAPI, "no-cache"));
    }

    /** A file of the page: it changes with the version of the auditor, so it is asked for each time whether it has. */
    private void sendOfPage(Context ctx, String name) {
        if (!NAME.matcher(name).matches()) {
            throw nothing(ctx);
        }
        send(ctx, PAGE + name, "no-cache");
    }

    /** A file of a library: its path has the version, so it never changes. */
    private void sendLibrary(Context ctx, String path) {
        if (!LIBRARIES.contains(path)) {
            throw nothing(ctx);
        }
        send(ctx, "/META-INF/resources/webjars/" + path, "public, max-age=31536000, immutable");
    }

    private void send(Context ctx, String resource, String caching) {
        StoredFile file = find(resource).orElseThrow(() -> nothing(ctx));
        ctx.header("ETag", file.tag).header("Cache-Control", caching);
        if (file.tag.equals(ctx.header("If-None-Match"))) {
            ctx.status(304);
            return;
        }
        ctx.contentType(type(resource)).result(file.bytes);
    }

    private Optional<StoredFile> find(String resource) {
        return Optional.ofNullable(known.computeIfAbsent(resource, StaticFiles::read));
    }

    private static @Nullable StoredFile read(String resource) {
        try (InputStream stream = StaticFiles.class.getResourceAsStream(resource)) {
            if (stream == null) {
                return null;
            }
            return new StoredFile(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String type(String resource) {
        return TYPES.getOrDefault(resource.substring(resource.lastIndexOf('.') + 1), "application/octet-stream");
    }

    private static Problem nothing(Context ctx) {
        return Problem.of(HttpStatus.NOT_FOUND, "there is nothing at %s".formatted(ctx.path()));
    }
}
