package io.spoolway.cli.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spoolway.cli.UrlConverter;
import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class RegistryTest {
    private static final RepositoryName REPOSITORY = new RepositoryName("demo/files");

    @ParameterizedTest
    @ValueSource(strings = {"http://host:5000", "http://host:5000/"})
    void routesAreBelowTheUrl(String url) {
        Registry registry = new Registry(URI.create(url), REPOSITORY);

        assertThat(registry.base()).hasToString("http://host:5000/v2/");
        assertThat(registry.uploads()).hasToString("http://host:5000/v2/demo/files/blobs/uploads/");
    }

    @Test
    void aRegistryMayBeBelowAPath() {
        assertThat(new Registry(URI.create("https://host/registry"), REPOSITORY).base())
                .hasToString("https://host/registry/v2/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"host:5000", "ftp://host", "http://", "http:///v2", "not a url"})
    void refusesWhatIsNoUrlOfARegistry(String text) {
        assertThatThrownBy(() -> new UrlConverter().convert(text)).isInstanceOf(TypeConversionException.class);
    }

    @Test
    void theDigestIsAddedToTheStateOfAnUpload() {
        Digest digest = Digest.parse("sha256:" + "ab".repeat(32));

        assertThat(CompleteUpload.withDigest(URI.create("http://h/v2/r/blobs/uploads/1?_state=a%2Bb.c"), digest))
                .hasToString("http://h/v2/r/blobs/uploads/1?_state=a%2Bb.c&digest=" + digest);
        assertThat(CompleteUpload.withDigest(URI.create("http://h/v2/r/blobs/uploads/1"), digest))
                .hasToString("http://h/v2/r/blobs/uploads/1?digest=" + digest);
    }
}
