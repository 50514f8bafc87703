package io.spoolway.store;

import io.spoolway.oci.DigestAlgorithm;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A bucket in memory, for tests of what is read from the store and decided on it. For one thread. */
public final class InMemoryObjects implements ObjectReader, ObjectLister, ObjectWriter, ObjectDeleter {
    private final TreeMap<String, Entry> objects = new TreeMap<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int heads;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(byte[] bytes, StoredObject object) {}

    /** The time of what is written from now on. */
    public void setTime(Instant time) {
        now = time;
    }

    /** How many HEADs have been asked for. */
    public int heads() {
        return heads;
    }

    /** All keys, in order. */
    public List<String> keys() {
        return List.copyOf(objects.keySet());
    }

    /** The bytes of an object that is there. */
    public byte[] bytes(String key) {
        return entry(key).orElseThrow().bytes().clone();
    }

    @Override
    public Optional<StoredObject> head(String key) {
        heads++;
        return entry(key).map(Entry::object);
    }

    @Override
    public OpenResult open(String key) {
        return entry(key).map(InMemoryObjects::opened).orElseGet(OpenResult.Missing::new);
    }

    @Override
    public OpenResult openRange(String key, long offset, long length) {
        Optional<Entry> part = entry(key).map(entry -> {
            int from = Math.toIntExact(offset);
            int to = Math.toIntExact(Math.min(offset + length, entry.bytes().length));
            return entry(key, Arrays.copyOfRange(entry.bytes(), from, to), entry.object());
        });
        return part.map(InMemoryObjects::opened).orElseGet(OpenResult.Missing::new);
    }

    @Override
    public OpenResult openIfMatch(String key, String etag) {
        Optional<Entry> entry = entry(key);
        return entry.isPresent() && !entry.get().object().etag().equals(etag) ? new OpenResult.Changed() : open(key);
    }

    @Override
    public Stream<ListedObject> list(String prefix) {
        return below(prefix)
                .map(entry -> entry.object())
                .map(object -> new ListedObject(object.key(), object.size(), object.etag(), object.lastModified()));
    }

    @Override
    public Stream<String> listPrefixes(String prefix) {
        return below(prefix)
                .map(entry -> entry.object().key())
                .map(key -> key.substring(0, key.indexOf('/', prefix.length()) + 1))
                .filter(found -> !found.isEmpty())
                .distinct();
    }

    @Override
    public boolean anyBelow(String prefix) {
        return below(prefix).findAny().isPresent();
    }

    @Override
    public PutResult putIfAbsent(String key, ObjectBody body, Map<String, String> metadata) {
        if (objects.containsKey(key)) {
            return new PutResult.AlreadyExists();
        }
        return new PutResult.Created(write(key, body, metadata));
    }

    @Override
    public void put(String key, ObjectBody body, Map<String, String> metadata) {
        write(key, body, metadata);
    }

    @Override
    public void delete(Collection<String> keys) {
        objects.keySet().removeAll(keys);
    }

    private String write(String key, ObjectBody body, Map<String, String> metadata) {
        byte[] bytes = Arrays.copyOf(body.data(), body.length());
        String etag = HexFormat.of()
                .formatHex(DigestAlgorithm.SHA256.newHash().digest(bytes))
                .substring(0, 32);
        objects.put(key, new Entry(bytes, new StoredObject(key, bytes.length, etag, now, metadata)));
        return etag;
    }

    private Optional<Entry> entry(String key) {
        return Optional.ofNullable(objects.get(key));
    }

    private static Entry entry(String key, byte[] part, StoredObject whole) {
        return new Entry(
                part, new StoredObject(key, part.length, whole.etag(), whole.lastModified(), whole.metadata()));
    }

    private Stream<Entry> below(String prefix) {
        // what a listing shows is what was there when it was asked for
        return List.copyOf(objects.tailMap(prefix, true).values()).stream()
                .filter(entry -> entry.object().key().startsWith(prefix));
    }

    private static OpenResult opened(Entry entry) {
        return new OpenResult.Opened(new ObjectContent(entry.object(), new ByteArrayInputStream(entry.bytes())));
    }
}
