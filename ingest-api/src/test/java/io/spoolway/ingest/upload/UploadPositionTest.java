package io.spoolway.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.spool.Chunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UploadPositionTest {
    private static final Chunk FIRST = new Chunk(0, 8, "a");
    private static final Chunk SECOND = new Chunk(8, 8, "b");
    private static final Chunk THIRD = new Chunk(16, 3, "c");

    @Test
    void anUploadStartsAtZeroWithoutChunks() {
        assertThat(UploadPosition.START).isEqualTo(new UploadPosition(0, Optional.of(List.of())));
        assertThat(UploadPosition.after(List.of())).isEqualTo(UploadPosition.START);
    }

    @Test
    void itGoesOnBehindItsChunks() {
        assertThat(UploadPosition.after(List.of(FIRST, SECOND)))
                .isEqualTo(new UploadPosition(16, Optional.of(List.of(FIRST, SECOND))));
    }

    @Test
    void itGoesOnBehindThoseThatWereStoredSince() {
        assertThat(UploadPosition.START.plus(List.of(FIRST)).plus(List.of(SECOND, THIRD)))
                .isEqualTo(UploadPosition.after(List.of(FIRST, SECOND, THIRD)));
    }

    @Test
    void itStaysWhereItIsWhenNothingWasStored() {
        UploadPosition position = UploadPosition.after(List.of(FIRST));

        assertThat(position.plus(List.of())).isEqualTo(position);
    }

    @Test
    void chunksThatAreNotKnownStayUnknown() {
        UploadPosition position = new UploadPosition(8, Optional.empty());

        assertThat(position.plus(List.of(SECOND, THIRD))).isEqualTo(new UploadPosition(19, Optional.empty()));
    }

    @Test
    void addingToAPositionLeavesItAsItWas() {
        List<Chunk> chunks = new ArrayList<>(List.of(FIRST));
        UploadPosition position = UploadPosition.after(chunks);

        assertThat(position.plus(List.of(SECOND)).offset()).isEqualTo(16);
        chunks.clear();

        assertThat(position).isEqualTo(new UploadPosition(8, Optional.of(List.of(FIRST))));
    }
}
