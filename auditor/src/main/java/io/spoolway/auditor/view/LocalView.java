package io.spoolway.auditor.view;

import io.spoolway.auditor.fold.Activity;
import io.spoolway.auditor.fold.OpenUpload;
import io.spoolway.auditor.fold.StateStores;
import io.spoolway.auditor.fold.Upload;
import io.spoolway.spool.UploadId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.query.KeyQuery;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.RangeQuery;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/**
 * What lies on this auditor. All questions are answered from the same: what the stores hold without their caches, which only
 * some kinds of query look into. That is as new as the last commit, or the one that is under way.
 */
final class LocalView implements AuditView {
    /** How many entries are looked at for a page, at most; a page without a filter has less. */
    private static final int LOOKED_AT = 2_000;

    private final LocalStores stores;

    LocalView(LocalStores stores) {
        this.stores = stores;
    }

    @Override
    public Optional<Upload> upload(UploadId id) {
        String key = id.toString();
        int partition = stores.where(StateStores.UPLOADS, key).partition();
        KeyQuery<String, Upload> query = KeyQuery.<String, Upload>withKey(key).skipCache();
        return Optional.ofNullable(
                stores.ask(StateStores.UPLOADS, query, partition).getResult());
    }

    @Override
    public UploadPage uploads(UploadQuery query) {
        if (query.isForOpenOnes()) {
            return this.<OpenUpload>page(
                    query,
                    StateStores.OPEN,
                    entry -> query.mayMatch(entry.value),
                    entry -> upload(UploadId.parse(entry.key)));
        }
        return this.<Upload>page(query, StateStores.UPLOADS, entry -> true, entry -> Optional.of(entry.value));
    }

    private <V> UploadPage page(
            UploadQuery query,
            String store,
            Predicate<KeyValue<String, V>> mayMatch,
            Function<KeyValue<String, V>, Optional<Upload>> reader) {
        UploadScan scan = new UploadScan(query, LOOKED_AT);
        String least = query.since().map(StateStores::firstUploadKey).orElse(null);
        String after = query.after().map(UploadId::toString).orElse(null);
        Map<Integer, QueryResult<KeyValueIterator<String, V>>> parts = stores.askAll(
                store, RangeQuery.<String, V>withRange(least, after).withDescendingKeys());
        try (NewestFirst<V> entries = newestFirst(parts)) {
            return LocalStores.available(() -> scan.page(parts.keySet(), entries, mayMatch, reader));
        }
    }

    private static <V> NewestFirst<V> newestFirst(Map<Integer, QueryResult<KeyValueIterator<String, V>>> parts) {
        return new NewestFirst<>(
                parts.values().stream().map(QueryResult::getResult).toList());
    }

    @Override
    public RepositoryPage repositories(RepositoryQuery query) {
        // the first name behind; without one, behind the key of all repositories, which comes before every name
        String least = query.after().map(Object::toString).orElse(StateStores.ALL) + '\0';
        Map<Integer, QueryResult<KeyValueIterator<String, Activity>>> totals = stores.askAll(
                StateStores.TOTALS,
                RangeQuery.<String, Activity>withLowerBound(least).withAscendingKeys());
        try {
            List<RepositoryPage> parts = new ArrayList<>();
            totals.forEach((partition, result) ->
                    parts.add(LocalStores.available(() -> repositories(partition, result.getResult(), query.limit()))));
            return RepositoryPage.merge(parts, query.limit());
        } finally { // all of them, also when one of the first has moved
            totals.values().forEach(result -> result.getResult().close());
        }
    }

    private static RepositoryPage repositories(int partition, KeyValueIterator<String, Activity> totals, int limit) {
        TreeMap<String, Activity> found = new TreeMap<>();
        while (totals.hasNext() && found.size() < limit) {
            KeyValue<String, Activity> entry = totals.next();
            found.put(entry.key, entry.value);
        }
        return new RepositoryPage(Set.of(partition), found, totals.hasNext() ? found.lastKey() : null);
    }

    @Override
    public Counts counts(CountsQuery query) {
        Map<Integer, QueryResult<KeyValueIterator<String, OpenUpload>>> open =
                stores.askAll(StateStores.OPEN, RangeQuery.<String, OpenUpload>withNoBounds());
        Map<String, Long> states = new HashMap<>();
        long stalled;
        try (NewestFirst<OpenUpload> entries = newestFirst(open)) {
            stalled = LocalStores.available(() -> count(entries, query, states));
        }
        Set<Integer> partitions = open.keySet();
        Activity totals = activity(StateStores.TOTALS, query.key(), partitions).orElse(Activity.NONE);
        List<Counts.Window> windows = new ArrayList<>();
        Instant now = Instant.now();
        for (int ago = query.minutes() - 1; ago >= 0; ago--) {
            String key = StateStores.windowKey(now.minusSeconds(60L * ago), query.key());
            activity(StateStores.WINDOWS, key, partitions)
                    .ifPresent(activity -> windows.add(new Counts.Window(StateStores.start(key), activity)));
        }
        return new Counts(partitions, states, stalled, totals, windows);
    }

    /** Returns how many are stalled. */
    private static long count(NewestFirst<OpenUpload> entries, CountsQuery query, Map<String, Long> states) {
        long stalled = 0;
        while (entries.hasNext()) {
            OpenUpload upload = entries.next().value;
            boolean isAsked = query.repository()
                    .filter(name -> !name.value().equals(upload.repository()))
                    .isEmpty();
            if (isAsked && !upload.state().isEnd()) {
                states.merge(upload.state().label(), 1L, Long::sum);
                stalled += upload.stalled() ? 1 : 0;
            }
        }
        return stalled;
    }

    /** What all partitions have at this key together; empty when none has anything. */
    private Optional<Activity> activity(String store, String key, Set<Integer> partitions) {
        Map<Integer, QueryResult<Activity>> results =
                stores.askAll(store, KeyQuery.<String, Activity>withKey(key).skipCache());
        if (!results.keySet().equals(partitions)) {
            throw new ViewUnavailableException("a part of the state has just moved from one auditor to another");
        }
        @Nullable Activity sum = null;
        for (QueryResult<Activity> result : results.values()) {
            @Nullable Activity more = result.getResult();
            if (more != null) {
                sum = sum == null ? more : sum.plus(more);
            }
        }
        return Optional.ofNullable(sum);
    }
}
