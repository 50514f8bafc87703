package io.spoolway.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.event.PipelineEvent;
import io.spoolway.event.UploadProgressed;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.Chunk;
import io.spoolway.spool.UploadId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final RepositoryName REPOSITORY = new RepositoryName("library/alpine");

    private final UploadId id = UploadId.next();
    private final List<PipelineEvent> published = new ArrayList<>();
    private Instant now = id.startedAt();
    private final Progress progress = new Progress(published::add, new TestClock());

    @Test
    void anUploadThatIsDoneWithinTwoSecondsTellsNothing() {
        Progress.Request request = progress.of(id, REPOSITORY, 0);

        request.stored(chunk(0, 5));
        after(Duration.ofMillis(1_999));
        request.stored(chunk(5, 5));

        assertThat(published).isEmpty();
    }

    @Test
    void aLongOneTellsHowFarItIsAtMostEveryTwoSeconds() {
        for (int i = 0; i < 100; i++) {
            after(Duration.ofMillis(100));
            // each chunk in a request of its own
            progress.of(id, REPOSITORY, i * 5L).stored(chunk(i * 5L, 5));
        }

        assertThat(told()).containsExactly(100L, 200L, 300L, 400L, 500L);
        assertThat(published.getFirst()).isEqualTo(new UploadProgressed(id, REPOSITORY, 100));
    }

    @Test
    void whatLiesBehindAHoleDoesNotCount() {
        after(Duration.ofMinutes(1));
        Progress.Request request = progress.of(id, REPOSITORY, 20);

        request.stored(chunk(25, 5));
        request.stored(chunk(30, 2));
        assertThat(told()).isEmpty();
        request.stored(chunk(20, 5));

        assertThat(told()).containsExactly(32L);
    }

    @Test
    void uploadsDoNotSilenceEachOther() {
        UploadId other = UploadId.next();
        after(Duration.ofMinutes(1));

        progress.of(id, REPOSITORY, 0).stored(chunk(0, 5));
        progress.of(other, REPOSITORY, 0).stored(chunk(0, 7));
        progress.of(other, REPOSITORY, 7).stored(chunk(7, 7));

        assertThat(told()).containsExactly(5L, 7L);
    }

    private void after(Duration time) {
        now = now.plus(time);
    }

    private List<Long> told() {
        return published.stream()
                .map(event -> ((UploadProgressed) event).received())
                .toList();
    }

    private static Chunk chunk(long offset, long size) {
        return new Chunk(offset, size, "etag");
    }

    private final class TestClock extends Clock {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
