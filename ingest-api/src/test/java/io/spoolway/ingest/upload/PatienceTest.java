package io.spoolway.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.ingest.http.Preference;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatienceTest {
    private static final Duration NORMAL = Duration.ofMinutes(15);
    private static final Duration IMPATIENT = Duration.ofSeconds(25);

    private final Patience patience = new Patience(NORMAL, IMPATIENT);

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "containerd/1.6.20~ds1",
                "containerd/2.1.4",
                "containerd/v2.1.4+unknown",
                // takes any 2xx, and asks with HEAD then, which waits again
                "docker/20.10.24+dfsg1 go/go1.19.8 git-commit/5d6db84 kernel/6.1.0-13-amd64 os/linux arch/amd64"
                        + " UpstreamClient(Docker-Client/20.10.24+dfsg1 \\(linux\\))",
                "docker/29.0.1 go/go1.25.3 git-commit/198b5e3 kernel/6.8.0 os/linux arch/amd64"
                        + " UpstreamClient(Docker-Client/29.0.1 \\(linux\\))",
                "Docker-Client/29.0.1 (linux)",
                "buildkit/v0.25.1",
                "buildkit/v0.0.0+unknown",
                "moby/buildkit",
                "nerdctl/2.1.6",
            })
    void clientsThatGiveUpAfter30SecondsAreAnsweredBefore(String userAgent) {
        assertThat(patience.of(Optional.empty(), userAgent)).isEqualTo(IMPATIENT);
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(
            strings = {
                "",
                "skopeo/1.9.3",
                "skopeo/1.18.0",
                "containers/5.34.0 (github.com/containers/image)",
                "containers/5.24.1 (github.com/containers/image)", // podman 4.3
                "Buildah/1.28.2",
                "Buildah/1.39.0",
                "libpod/4.3.1",
                "go-containerregistry/v0.20.6",
                "crane/v0.20.6 go-containerregistry/v0.20.6",
                "crane/(devel) go-containerregistry/(devel)",
                "oras/1.3.0",
                "oras-go",
                "kaniko/v1.24.0",
                "regclient/regctl (v0.9.2)",
                "curl/8.14.1",
                // it says what it is made with, not what it is
                "my-pusher/1.0 (based on docker)",
            })
    void othersTakeNothingButTheEnd(String userAgent) {
        assertThat(patience.of(Optional.empty(), userAgent)).isEqualTo(NORMAL);
    }

    @Test
    void aPreferenceDecidesWhoeverHasIt() {
        Optional<Preference> wait = Preference.parse("wait=300");
        Optional<Preference> async = Preference.parse("respond-async");

        assertThat(patience.of(wait, "containerd/2.1.4")).isEqualTo(Duration.ofMinutes(5));
        assertThat(patience.of(async, "containerd/2.1.4")).isZero();
        assertThat(patience.of(async, "oras/1.3.0")).isZero();
    }

    @Test
    void noPreferenceGetsMoreThanTheMostPatientClient() {
        Optional<Preference> wait = Preference.parse("wait=3600");

        assertThat(patience.of(wait, "containerd/2.1.4")).isEqualTo(NORMAL);
        assertThat(patience.granted(wait)).map(Preference::applied).hasValue("wait=900");
    }
}
