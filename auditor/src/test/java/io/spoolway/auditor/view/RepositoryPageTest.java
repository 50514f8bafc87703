package io.spoolway.auditor.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.auditor.fold.Activity;
import io.spoolway.auditor.fold.Latencies;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A repository is counted in many partitions: its sum is complete, or it comes with a later page. */
class RepositoryPageTest {
    @Test
    void addsUpWhatEachPartHas() {
        RepositoryPage page = RepositoryPage.merge(List.of(part(0, null, "a", "b"), part(1, null, "b", "c")), 10);

        assertThat(page.partitions()).containsExactlyInAnyOrder(0, 1);
        assertThat(page.reached()).isNull();
        assertThat(page.repositories())
                .containsExactly(Map.entry("a", one()), Map.entry("b", two()), Map.entry("c", one()));
    }

    @Test
    void leavesOutWhatAnotherPartHasNotReached() {
        RepositoryPage page = RepositoryPage.merge(List.of(part(0, "b", "a", "b"), part(1, "d", "c", "d")), 10);

        assertThat(page.repositories()).containsOnlyKeys("a", "b");
        assertThat(page.reached()).isEqualTo("b");
    }

    @Test
    void isNoLongerThanAskedFor() {
        RepositoryPage page = RepositoryPage.merge(List.of(part(0, null, "a", "c"), part(1, null, "b", "d")), 3);

        assertThat(page.repositories()).containsOnlyKeys("a", "b", "c");
        assertThat(page.reached()).isEqualTo("c");
    }

    private static RepositoryPage part(
            int partition, @org.jspecify.annotations.Nullable String reached, String... names) {
        TreeMap<String, Activity> repositories = new TreeMap<>();
        for (String name : names) {
            repositories.put(name, one());
        }
        return new RepositoryPage(Set.of(partition), repositories, reached);
    }

    private static Activity one() {
        return new Activity(Map.of("blob.linked", 1L), 5, Latencies.NONE);
    }

    private static Activity two() {
        return new Activity(Map.of("blob.linked", 2L), 10, Latencies.NONE);
    }
}
