package io.spoolway.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.event.ChunkList;
import io.spoolway.event.Client;
import io.spoolway.event.UploadCompleted;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import io.spoolway.spool.UploadId;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusUrlTest {
    private static final UploadId ID = UploadId.next();
    private static final Digest DIGEST = Digest.parse("sha256:" + "ab".repeat(32));
    private static final UploadCompleted COMPLETED = new UploadCompleted(
            ID, new RepositoryName("demo/files"), DIGEST, 1, 0, ChunkList.of(List.of()), new Client("192.0.2.7", ""));

    @Test
    void leadsToThisServiceWhenThereIsNoAuditor() {
        assertThat(new StatusUrl(Optional.empty()).of(COMPLETED))
                .isEqualTo("/spoolway/v1/uploads/" + ID + "?repository=demo/files&digest=" + DIGEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://audit.example.com/spoolway", "https://audit.example.com/spoolway/"})
    void leadsToTheAuditorWhenThereIsOne(String auditor) {
        assertThat(new StatusUrl(Optional.of(URI.create(auditor))).of(COMPLETED))
                .isEqualTo("https://audit.example.com/spoolway/uploads/" + ID);
    }
}
