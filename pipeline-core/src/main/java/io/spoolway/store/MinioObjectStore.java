package io.spoolway.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.minio.CopyObjectArgs;
import io.minio.DeleteObjectsArgs;
import io.minio.Directive;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.HeadObjectArgs;
import io.minio.HeadObjectResponse;
import io.minio.Http;
import io.minio.ListMultipartUploadsArgs;
import io.minio.ListObjectsV2Args;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectAPIArgs;
import io.minio.SourceObject;
import io.minio.messages.DeleteRequest;
import io.minio.messages.DeleteResult;
import io.minio.messages.ListBucketResultV2;
import io.minio.messages.ListObjectsResult;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * The object store over minio-java's low-level calls: one call here is one request on the wire, which the high-level ones
 * do not promise (they add HEADs and hash the bytes again). Calls block; they are made for virtual threads.
 */
public final class MinioObjectStore implements ObjectStore {
    private static final String META = "x-amz-meta-";
    private static final int DELETE_BATCH = 1000;

    /** The codes of S3's error responses with which a key's deletion may fail for a moment (API Reference, "Error responses"). */
    private static final Set<String> PASSING_CODES =
            Set.of("InternalError", "ServiceUnavailable", "RequestTimeout", "OperationAborted");

    private final MinioAsyncClient client;
    private final OkHttpClient http;
    private final StoreConfig config;
    private final StoreCalls calls;

    private MinioObjectStore(MinioAsyncClient client, OkHttpClient http, StoreConfig config, StoreCalls calls) {
        this.client = client;
        this.http = http;
        this.config = config;
        this.calls = calls;
    }

    /** Connects when it is first used; a store that is down is noticed then. */
    public static MinioObjectStore connect(StoreConfig config, MeterRegistry meters) {
        return connect(config, meters, denied -> {});
    }

    /**
     * The same.
     *
     * @param onDenied hears of each request that the store denies to this process, on the thread that sent it
     */
    public static MinioObjectStore connect(
            StoreConfig config, MeterRegistry meters, Consumer<StoreException.Denied> onDenied) {
        OkHttpClient http = StoreHttp.client(config.parallelism());
        MinioAsyncClient client = MinioAsyncClient.builder()
                .endpoint(config.endpoint().toString())
                .region(config.region())
                .credentials(config.accessKey(), config.secretKey())
                .httpClient(http)
                .build();
        return new MinioObjectStore(
                client, http, config, new StoreCalls(config, meters, http.connectionPool(), onDenied));
    }

    @Override
    public Optional<StoredObject> head(String key) {
        HeadObjectArgs args = HeadObjectArgs.builder()
                .bucket(config.bucket())
                .region(config.region())
                .object(key)
                .build();
        return calls.run(
                "head",
                key,
                () -> client.headObject(args),
                found -> Optional.of(stored(key, found)),
                status -> status == 404 ? Optional.empty() : null);
    }

    @Override
    public OpenResult open(String key) {
        return open(get(key).build());
    }

    @Override
    public OpenResult openRange(String key, long offset, long length) {
        return open(get(key).offset(offset).length(length).build());
    }

    @Override
    public OpenResult openIfMatch(String key, String etag) {
        return open(get(key).matchETag(quoted(etag)).build());
    }

    private GetObjectArgs.Builder get(String key) {
        return GetObjectArgs.builder()
                .bucket(config.bucket())
                .region(config.region())
                .object(key);
    }

    private OpenResult open(GetObjectArgs args) {
        return calls.run(
                "get",
                args.object(),
                () -> client.getObject(args),
                found -> new OpenResult.Opened(new ObjectContent(stored(args.object(), found), found)),
                status -> switch (status) {
                    case 404 -> new OpenResult.Missing();
                    case 412 -> new OpenResult.Changed();
                    default -> null;
                });
    }

    @Override
    public PutResult putIfAbsent(String key, ObjectBody body, Map<String, String> metadata) {
        Http.Headers headers = headers(body, metadata);
        headers.put("If-None-Match", "*");
        PutObjectAPIArgs args = putArgs(key, body, headers);
        return calls.runOnce(
                "put",
                key,
                () -> client.putObject(args),
                written -> new PutResult.Created(written.etag()),
                status -> status == 412 ? new PutResult.AlreadyExists() : null);
    }

    @Override
    public void put(String key, ObjectBody body, Map<String, String> metadata) {
        PutObjectAPIArgs args = putArgs(key, body, headers(body, metadata));
        calls.run("put", key, () -> client.putObject(args), written -> written, StoreCalls.noneExpected());
    }

    private PutObjectAPIArgs putArgs(String key, ObjectBody body, Http.Headers headers) {
        return PutObjectAPIArgs.builder()
                .bucket(config.bucket())
                .region(config.region())
                .object(key)
                .data(body.data(), body.length())
                .headers(headers)
                .build();
    }

    private static Http.Headers headers(ObjectBody body, Map<String, String> metadata) {
        Http.Headers headers =
                new Http.Headers("x-amz-checksum-sha256", Base64.getEncoder().encodeToString(body.sha256()));
        metadata.forEach((name, value) -> headers.put(META + name, value));
        return headers;
    }

    @Override
    public CopyResult copyIfMatch(String source, String etag, long size, String target) {
        // The size spares a HEAD, and the ETag must be given in this constructor, with its quotes: given as a header it
        // is
        // silently not sent, and a changed source would be copied.
        SourceObject from = new SourceObject(
                SourceObject.builder()
                        .bucket(config.bucket())
                        .region(config.region())
                        .object(source)
                        .matchETag(quoted(etag))
                        .build(),
                size,
                quoted(etag));
        CopyObjectArgs args = CopyObjectArgs.builder()
                .bucket(config.bucket())
                .region(config.region())
                .object(target)
                .source(from)
                .metadataDirective(Directive.REPLACE)
                .build();
        return calls.run(
                "copy", source, () -> client.copyObject(args), copied -> CopyResult.COPIED, StoreCalls::copyRefused);
    }

    @Override
    public MultipartObject startMultipart(String target) {
        return MinioMultipart.start(client, config, calls, target);
    }

    @Override
    public List<Unfinished> unfinished(String prefix) {
        ListMultipartUploadsArgs args = ListMultipartUploadsArgs.builder()
                .bucket(config.bucket())
                .region(config.region())
                .prefix(prefix)
                .maxUploads(1000)
                .build();
        return calls.run(
                "multipart-list",
                prefix,
                () -> client.listMultipartUploads(args),
                response -> response.result().uploads().stream()
                        .map(upload -> new Unfinished(
                                upload.objectName(),
                                upload.uploadId(),
                                upload.initiated().toInstant()))
                        .toList(),
                StoreCalls.noneExpected());
    }

    @Override
    public void drop(Unfinished object) {
        MinioMultipart.abort(client, config, calls, object.key(), object.multipartId());
    }

    @Override
    public Stream<ListedObject> list(String prefix) {
        return pages(prefix, null)
                .flatMap(page -> page.contents().stream()
                        .map(item -> new ListedObject(
                                item.objectName(),
                                item.size(),
                                // what a killed write left behind has none, in some stores
                                item.etag() == null ? "" : unquoted(item.etag()),
                                item.lastModified().toInstant())));
    }

    @Override
    public Stream<String> listPrefixes(String prefix) {
        return pages(prefix, "/")
                .flatMap(page -> page.commonPrefixes().stream()
                        .map(ListObjectsResult.Prefix::toItem)
                        .map(item -> item.objectName()));
    }

    @Override
    public boolean anyBelow(String prefix) {
        return !page(prefix, null, null, 1).contents().isEmpty();
    }

    private Stream<ListBucketResultV2> pages(String prefix, @Nullable String delimiter) {
        return Stream.iterate(
                        Optional.of(page(prefix, delimiter, null, 1000)),
                        Optional::isPresent,
                        last -> last.filter(ListBucketResultV2::isTruncated)
                                .map(page -> page(prefix, delimiter, page.nextContinuationToken(), 1000)))
                .flatMap(Optional::stream);
    }

    private ListBucketResultV2 page(
            String prefix, @Nullable String delimiter, @Nullable String continuation, int maxKeys) {
        ListObjectsV2Args args = ListObjectsV2Args.builder()
                .bucket(config.bucket())
                .region(config.region())
                .prefix(prefix)
                .delimiter(delimiter)
                .continuationToken(continuation)
                .maxKeys(maxKeys)
                .build();
        return calls.run(
                "list",
                prefix,
                () -> client.listObjectsV2(args),
                response -> response.result(),
                StoreCalls.noneExpected());
    }

    @Override
    public void delete(Collection<String> keys) {
        List<String> all = List.copyOf(keys);
        for (int from = 0; from < all.size(); from += DELETE_BATCH) {
            deleteBatch(all.subList(from, Math.min(from + DELETE_BATCH, all.size())));
        }
    }

    private void deleteBatch(List<String> keys) {
        // the client takes an ArrayList as it is, and fails on others
        List<DeleteRequest.Object> objects = new ArrayList<>();
        keys.forEach(key -> objects.add(new DeleteRequest.Object(key)));
        DeleteObjectsArgs args = DeleteObjectsArgs.builder()
                .bucket(config.bucket())
                .region(config.region())
                .objects(objects)
                .quiet(true)
                .build();
        var result = calls.run(
                "delete",
                keys.getFirst(),
                () -> client.deleteObjects(args),
                response -> response.result(),
                StoreCalls.noneExpected());
        result.errors().stream()
                .filter(error -> !"NoSuchKey".equals(error.code()))
                .findFirst()
                .ifPresent(error -> {
                    throw notDeleted(error);
                });
    }

    /** The answer to the request is a 200 whatever befell its keys: only the code of a key's error tells whether it passes. */
    private static StoreException notDeleted(DeleteResult.Error error) {
        String what = "%s was not deleted: %s, %s".formatted(error.objectName(), error.code(), error.message());
        IllegalStateException cause = new IllegalStateException(error.code());
        String code = String.valueOf(error.code());
        // a store may tell more: MinIO has SlowDownRead and SlowDownWrite
        return PASSING_CODES.contains(code) || code.startsWith("SlowDown")
                ? new StoreException.Unavailable(what, cause)
                : new StoreException.Refused(what, cause);
    }

    @Override
    public void close() {
        client.close();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }

    private static StoredObject stored(String key, HeadObjectResponse head) {
        Map<String, String> metadata = new HashMap<>();
        for (String name : head.userMetadata().names()) {
            // the client gives them with capitals, whatever the store said
            metadata.put(name.toLowerCase(Locale.ROOT), head.userMetadata().getFirst(name));
        }
        return new StoredObject(
                key, head.size(), head.etag(), head.lastModified().toInstant(), metadata);
    }

    private static StoredObject stored(String key, GetObjectResponse got) {
        okhttp3.Headers headers = got.headers();
        Map<String, String> metadata = new HashMap<>();
        for (String name : headers.names()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith(META)) {
                metadata.put(lower.substring(META.length()), header(headers, name, ""));
            }
        }
        return new StoredObject(
                key,
                Long.parseLong(header(headers, "Content-Length", "-1")),
                unquoted(header(headers, "ETag", "")),
                httpDate(headers.get("Last-Modified")),
                metadata);
    }

    private static String header(okhttp3.Headers headers, String name, String otherwise) {
        String value = headers.get(name);
        return value == null ? otherwise : value;
    }

    private static Instant httpDate(@Nullable String value) {
        return value == null
                ? Instant.EPOCH
                : ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
    }

    static String quoted(String etag) {
        return '"' + etag + '"';
    }

    static String unquoted(String etag) {
        return etag.replace("\"", "");
    }
}
