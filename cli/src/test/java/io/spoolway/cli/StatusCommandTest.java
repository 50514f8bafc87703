package io.spoolway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(60)
class StatusCommandTest {
    private static final String ID = "019aafc4-5d1b-7a02-8f3e-5b7c2d9e4a10";
    private static final String UPLOAD = """
        {"uploadId":"%1$s","repository":"library/alpine","state":"rejected","stalled":false,"digest":"sha256:ab","size":12582912,
         "subject":"ali\\u001bce","client":{"address":"192.0.2.7","userAgent":"skopeo/1.9.3"},"started":"2026-11-24T13:38:30.107Z",
         "updated":"2026-11-24T13:38:32.018Z","ended":"2026-11-24T13:38:32.018Z","reason":"the bytes hash to something else",
         "events":[
          {"type":"spoolway.upload.started","time":"2026-11-24T13:38:30.107Z","spoolwaynode":"ingest-api@host-1","spoolwaysubject":"ali\\u001bce",
           "data":{"uploadId":"%1$s","queueMillis":0,"workMillis":0,"facts":{}}},
          {"type":"spoolway.upload.rejected","time":"2026-11-24T13:38:32.018Z","spoolwaynode":"verifier@host-2",
           "data":{"uploadId":"%1$s","queueMillis":95,"workMillis":402,"gap":true,"facts":{"reason":"DIGEST_MISMATCH"}}}]}
        """.formatted(ID);

    private final FakeAuditor auditor;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    StatusCommandTest() throws IOException {
        auditor = new FakeAuditor();
    }

    @AfterEach
    void stop() {
        auditor.close();
    }

    private int status() {
        CommandLine commandLine = SpoolwayCommand.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute("status", ID, "--url", auditor.url());
    }

    @Test
    void printsWhereAnUploadStandsAndItsSteps() {
        auditor.answers(UPLOAD);

        assertThat(status()).isZero();

        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                        upload      019aafc4-5d1b-7a02-8f3e-5b7c2d9e4a10
                        repository  library/alpine
                        state       rejected
                        reason      the bytes hash to something else
                        digest      sha256:ab
                        size        12.0 MiB (12582912 B)
                        pushed by   ali?ce
                        client      192.0.2.7  skopeo/1.9.3
                        started     2026-11-24 13:38:30.107Z
                        ended       2026-11-24 13:38:32.018Z, after 1.9 s

                        time                      step                 waited       took  node
                        2026-11-24 13:38:30.107Z  upload.started         0 ms       0 ms  ingest-api@host-1  for ali?ce
                        2026-11-24 13:38:32.018Z  upload.rejected       95 ms     402 ms  verifier@host-2  a step before it was not read, reason DIGEST_MISMATCH
                        """);
        assertThat(auditor.requests().getFirst().target()).hasToString("/uploads/" + ID);
    }

    @Test
    void printsHowManyBytesHaveArrived() {
        auditor.answers("""
                {"uploadId":"%s","state":"spooling","received":25165824,"receivedAt":"2026-11-24T13:38:32.018Z","events":[]}
                """.formatted(ID));

        assertThat(status()).isZero();

        assertThat(out.toString()).contains("received    24.0 MiB (25165824 B) by 2026-11-24 13:38:32.018Z");
    }

    @Test
    void anUploadThatIsUnknownIsAnError() {
        auditor.refuses(404, "there is no upload");

        assertThat(status()).isEqualTo(1);

        assertThat(err.toString()).contains("knows no upload " + ID).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void waitsForAnAuditorThatIsNotReady() {
        auditor.refuses(503, "restoring").answers(UPLOAD);

        assertThat(status()).isZero();

        assertThat(out.toString()).contains("rejected");
    }

    @Test
    void whatIsNoAuditorIsTold() {
        auditor.answers("<html>");

        assertThat(status()).isEqualTo(1);

        assertThat(err.toString()).contains("is no auditor", "--url").hasLineCount(1);
    }
}
