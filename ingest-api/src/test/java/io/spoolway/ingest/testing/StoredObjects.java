package io.spoolway.ingest.testing;

import io.spoolway.store.ListedObject;
import io.spoolway.store.ObjectContent;
import io.spoolway.store.ObjectLister;
import io.spoolway.store.ObjectReader;
import io.spoolway.store.ObjectStore;
import io.spoolway.store.OpenResult;
import io.spoolway.store.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A store in memory that is only read; it may break off what it sends. */
public final class StoredObjects implements ObjectReader, ObjectLister {
    private final ConcurrentSkipListMap<String, Stored> objects = new ConcurrentSkipListMap<>();
    private final AtomicInteger heads = new AtomicInteger();

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Stored(byte[] bytes, int sent, Map<String, String> metadata) {}

    /** Puts an object there. */
    public void put(String key, byte[] bytes, Map<String, String> metadata) {
        objects.put(key, new Stored(bytes, bytes.length, metadata));
    }

    /** Puts an object there of which so many bytes are sent before the connection breaks. */
    public void putBreaking(String key, byte[] bytes, int sent) {
        objects.put(key, new Stored(bytes, sent, Map.of()));
    }

    /** Takes an object away. */
    public void remove(String key) {
        objects.remove(key);
    }

    /** How many HEADs there were. */
    public int heads() {
        return heads.get();
    }

    /** The same as a store; whatever is not reading fails. */
    public ObjectStore store() {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    if (!method.getDeclaringClass().isInstance(this)) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    try {
                        return method.invoke(this, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public Optional<StoredObject> head(String key) {
        heads.incrementAndGet();
        return Optional.ofNullable(objects.get(key))
                .map(stored -> described(key, stored.bytes().length, stored.metadata()));
    }

    @Override
    public OpenResult open(String key) {
        Stored stored = objects.get(key);
        return stored == null ? new OpenResult.Missing() : opened(key, stored, 0, stored.bytes().length);
    }

    @Override
    public OpenResult openRange(String key, long offset, long length) {
        Stored stored = objects.get(key);
        return stored == null ? new OpenResult.Missing() : opened(key, stored, (int) offset, (int) length);
    }

    @Override
    public OpenResult openIfMatch(String key, String etag) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Stream<ListedObject> list(String prefix) {
        return objects.tailMap(prefix).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .map(entry -> new ListedObject(entry.getKey(), entry.getValue().bytes().length, "etag", Instant.EPOCH));
    }

    @Override
    public Stream<String> listPrefixes(String prefix) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean anyBelow(String prefix) {
        return list(prefix).findAny().isPresent();
    }

    private static OpenResult opened(String key, Stored stored, int offset, int length) {
        int end = Math.min(offset + length, stored.sent());
        InputStream bytes = new ByteArrayInputStream(Arrays.copyOfRange(stored.bytes(), Math.min(offset, end), end));
        return new OpenResult.Opened(new ObjectContent(
                described(key, length, stored.metadata()),
                end == offset + length ? bytes : new SequenceInputStream(bytes, new Broken())));
    }

    private static StoredObject described(String key, long size, Map<String, String> metadata) {
        return new StoredObject(key, size, "etag", Instant.EPOCH, metadata);
    }

    private static final class Broken extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("the connection broke");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return read();
        }
    }
}
