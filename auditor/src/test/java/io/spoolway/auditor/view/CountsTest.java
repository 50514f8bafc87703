package io.spoolway.auditor.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.auditor.fold.Activity;
import io.spoolway.auditor.fold.AuditJson;
import io.spoolway.auditor.fold.Latencies;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CountsTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @Test
    void addsUpStatesTotalsAndMinutes() {
        Counts counts = Counts.merge(List.of(
                counts(0, "spooling", window(NOON, 10), window(NOON.plusSeconds(120), 20)),
                counts(1, "linking", window(NOON.plusSeconds(60), 30), window(NOON.plusSeconds(120), 4_000))));

        assertThat(counts.partitions()).containsExactlyInAnyOrder(0, 1);
        assertThat(counts.open()).isEqualTo(Map.of("spooling", 3L, "linking", 3L));
        assertThat(counts.stalled()).isEqualTo(2);
        assertThat(counts.totals().count("blob.linked")).isEqualTo(2);
        assertThat(counts.windows())
                .extracting(Counts.Window::start)
                .containsExactly(NOON, NOON.plusSeconds(60), NOON.plusSeconds(120));
        Activity merged = counts.windows().getLast().activity();
        assertThat(merged.count("blob.linked")).isEqualTo(2);
        assertThat(merged.latencies().histogram().getTotalCount()).isEqualTo(2);
        assertThat(merged.latencies().histogram().getMaxValue()).isBetween(4_000L, 4_040L);
    }

    @Test
    void keepsLatenciesOnTheWayFromOneAuditorToAnother() {
        Counts counts = counts(3, "verifying", window(NOON, 17));

        assertThat(AuditJson.read(AuditJson.write(counts), Counts.class)).isEqualTo(counts);
    }

    private static Counts counts(int partition, String state, Counts.Window... windows) {
        return new Counts(Set.of(partition), Map.of(state, 3L), 1, activity(1), List.of(windows));
    }

    private static Counts.Window window(Instant start, long latency) {
        return new Counts.Window(start, activity(latency));
    }

    private static Activity activity(long latency) {
        return new Activity(Map.of("blob.linked", 1L), 5, Latencies.of(latency));
    }
}
