package io.spoolway.auditor.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spoolway.auditor.fold.Activity;
import io.spoolway.auditor.fold.Upload;
import io.spoolway.spool.UploadId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;

/** An answer tells of each partition once, or there is none. */
class ClusterViewTest {
    private static final HostInfo HERE = new HostInfo("here", 1);
    private static final HostInfo THERE = new HostInfo("there", 2);
    private static final CountsQuery QUERY = new CountsQuery(Optional.empty(), 5);

    @Test
    void putsTogetherWhatEachAuditorHas() {
        Counts counts = cluster(4, Set.of(0, 2), Set.of(1, 3)).counts(QUERY);

        assertThat(counts.partitions()).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(counts.stalled()).isEqualTo(4);
    }

    @Test
    void doesNotAnswerWithoutAPartitionThatNobodyHasNow() {
        ClusterView cluster = cluster(4, Set.of(0, 2), Set.of(1));

        assertThatThrownBy(() -> cluster.counts(QUERY))
                .isInstanceOf(ViewUnavailableException.class)
                .hasMessageContaining("1 of 4 partitions");
        assertThatThrownBy(() -> cluster.repositories(new RepositoryQuery(5, Optional.empty())))
                .isInstanceOf(ViewUnavailableException.class);
    }

    @Test
    void doesNotCountAPartitionTwiceThatBothSayTheyHave() {
        ClusterView cluster = cluster(3, Set.of(0, 2), Set.of(1, 2));

        assertThatThrownBy(() -> cluster.counts(QUERY))
                .isInstanceOf(ViewUnavailableException.class)
                .hasMessageContaining("partition 2 ");
    }

    @Test
    void doesNotAnswerWhenOneOfThemDoesNot() {
        AuditView away = new Fixed(Set.of(1)) {
            @Override
            public Counts counts(CountsQuery query) {
                throw new ViewUnavailableException("away");
            }
        };
        ClusterView cluster = cluster(2, Map.of(HERE, new Fixed(Set.of(0)), THERE, away));

        assertThatThrownBy(() -> cluster.counts(QUERY))
                .isInstanceOf(ViewUnavailableException.class)
                .hasMessage("away");
    }

    private static ClusterView cluster(int partitions, Set<Integer> here, Set<Integer> there) {
        return cluster(partitions, Map.of(HERE, new Fixed(here), THERE, new Fixed(there)));
    }

    private static ClusterView cluster(int partitions, Map<HostInfo, AuditView> views) {
        ClusterView.Members members = new ClusterView.Members() {
            @Override
            public int partitions() {
                return partitions;
            }

            @Override
            public List<HostInfo> all() {
                return List.copyOf(views.keySet());
            }

            @Override
            public HostInfo of(String store, String key) {
                throw new UnsupportedOperationException();
            }
        };
        return new ClusterView(members, views::get);
    }

    /** Has nothing but partitions; one stalled upload in each. */
    private static class Fixed implements AuditView {
        private final Set<Integer> partitions;

        Fixed(Set<Integer> partitions) {
            this.partitions = partitions;
        }

        @Override
        public Optional<Upload> upload(UploadId id) {
            return Optional.empty();
        }

        @Override
        public UploadPage uploads(UploadQuery query) {
            return new UploadPage(partitions, List.of(), null);
        }

        @Override
        public RepositoryPage repositories(RepositoryQuery query) {
            return new RepositoryPage(partitions, new TreeMap<>(), null);
        }

        @Override
        public Counts counts(CountsQuery query) {
            return new Counts(partitions, Map.of(), partitions.size(), Activity.NONE, List.of());
        }
    }
}
