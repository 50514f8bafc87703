package io.spoolway.store;

import io.minio.AbortMultipartUploadArgs;
import io.minio.CompleteMultipartUploadArgs;
import io.minio.ComposeObjectArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.Http;
import io.minio.MinioAsyncClient;
import io.minio.SourceObject;
import io.minio.UploadPartArgs;
import io.minio.UploadPartCopyArgs;
import io.minio.Utils;
import io.minio.messages.Part;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** A multipart upload over minio-java's low-level calls. */
final class MinioMultipart implements MultipartObject {
    private final MinioAsyncClient client;
    private final StoreConfig config;
    private final StoreCalls calls;
    private final String target;
    private final String uploadId;
    private final Map<Integer, Part> parts = new ConcurrentSkipListMap<>();
    private volatile boolean completed;

    private MinioMultipart(
            MinioAsyncClient client, StoreConfig config, StoreCalls calls, String target, String uploadId) {
        this.client = client;
        this.config = config;
        this.calls = calls;
        this.target = target;
        this.uploadId = uploadId;
    }

    static MinioMultipart start(MinioAsyncClient client, StoreConfig config, StoreCalls calls, String target) {
        CreateMultipartUploadArgs args = CreateMultipartUploadArgs.builder()
                .bucket(config.bucket())
                .region(config.region())
                .object(target)
                .headers(new Http.Headers("Content-Type", "application/octet-stream"))
                .build();
        String uploadId = calls.run(
                "multipart-start",
                target,
                () -> client.createMultipartUpload(args),
                response -> response.result().uploadId(),
                StoreCalls.noneExpected());
        return new MinioMultipart(client, config, calls, target, uploadId);
    }

    @Override
    public CopyResult copyPart(int number, String source, String etag) {
        Http.Headers headers = new Http.Headers(
                "x-amz-copy-source", Utils.encodePath("/" + config.bucket() + "/" + source),
                "x-amz-copy-source-if-match", MinioObjectStore.quoted(etag));
        // this constructor, because the builder of UploadPartCopyArgs cannot be used (it fails by reflection in 9.0.3)
        UploadPartCopyArgs args = new UploadPartCopyArgs(destination(source), uploadId, number, headers);
        return calls.run(
                StoreCalls.PART_COPY,
                source,
                () -> client.uploadPartCopy(args),
                response -> {
                    parts.put(number, new Part(number, response.result().etag()));
                    return CopyResult.COPIED;
                },
                StoreCalls::copyRefused);
    }

    private ComposeObjectArgs destination(String source) {
        SourceObject from = SourceObject.builder()
                .bucket(config.bucket())
                .region(config.region())
                .object(source)
                .build();
        return ComposeObjectArgs.builder()
                .bucket(config.bucket())
                .region(config.region())
                .object(target)
                .sources(new ArrayList<>(List.of(from)))
                .build();
    }

    @Override
    public void putPart(int number, ObjectBody body) {
        UploadPartArgs args = UploadPartArgs.builder()
                .bucket(config.bucket())
                .region(config.region())
                .object(target)
                .uploadId(uploadId)
                .partNumber(number)
                .data(body.data(), body.length())
                .headers(partHeaders(body))
                .build();
        // without the checksums of the answer: S3 wants them of all parts or of none, and copied ones have none
        Part part = calls.run(
                "part-put",
                target,
                () -> client.uploadPart(args),
                response -> new Part(number, response.part().etag()),
                StoreCalls.noneExpected());
        parts.put(number, part);
    }

    /**
     * The signed hash of the body, which the store checks. The MD5 keeps the client from adding a checksum header, which S3
     * refuses in a part of an object that was not started with that kind of checksum.
     */
    private static Http.Headers partHeaders(ObjectBody body) {
        MessageDigest md5;
        try {
            md5 = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has MD5", e);
        }
        md5.update(body.data(), 0, body.length());
        return new Http.Headers(
                "x-amz-content-sha256", HexFormat.of().formatHex(body.sha256()),
                "Content-MD5", Base64.getEncoder().encodeToString(md5.digest()));
    }

    @Override
    public void complete() {
        CompleteMultipartUploadArgs args = CompleteMultipartUploadArgs.builder()
                .bucket(config.bucket())
                .region(config.region())
                .object(target)
                .uploadId(uploadId)
                .parts(parts.values().toArray(Part[]::new))
                .build();
        calls.run(
                "multipart-complete",
                target,
                () -> client.completeMultipartUpload(args),
                response -> response,
                StoreCalls.noneExpected());
        completed = true;
    }

    @Override
    public void close() {
        if (completed) {
            return;
        }
        // parts that nobody drops stay for ever: a thread that was told to stop still does this
        boolean interrupted = Thread.interrupted();
        try {
            abort();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void abort() {
        abort(client, config, calls, target, uploadId);
    }

    static void abort(MinioAsyncClient client, StoreConfig config, StoreCalls calls, String target, String uploadId) {
        AbortMultipartUploadArgs args = AbortMultipartUploadArgs.builder()
                .bucket(config.bucket())
                .region(config.region())
                .object(target)
                .uploadId(uploadId)
                .build();
        calls.run(
                "multipart-abort",
                target,
                () -> client.abortMultipartUpload(args),
                response -> Boolean.TRUE,
                status -> status == 404 ? Boolean.TRUE : null);
    }
}
