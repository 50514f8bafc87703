package io.spoolway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(60)
class AuditCommandTest {
    private static final String ID = "019aafc4-5d1b-7a02-8f3e-5b7c2d9e4a10";
    private static final String DIGEST = "sha256:286aab53bbc3bbb3f2bda81635fa21668f15308f1cc98cab1b315d84b8a75d97";

    private final FakeAuditor auditor;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    AuditCommandTest() throws IOException {
        auditor = new FakeAuditor();
    }

    @AfterEach
    void stop() {
        auditor.close();
    }

    private int run(Writer output, String... args) {
        CommandLine commandLine = SpoolwayCommand.commandLine();
        commandLine.setOut(new PrintWriter(output, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(args);
    }

    private static String event(String step, String more) {
        return """
            {"specversion":"1.0","id":"%1$s/%2$s","source":"urn:spoolway:auditor","type":"spoolway.%2$s","subject":"%1$s",\
            "time":"2026-11-24T13:38:31.9234Z","spoolwaynode":"verifier@host-2","data":{"uploadId":"%1$s",\
            "repository":"library/alpine","step":"%2$s","queueMillis":21,"workMillis":1402%3$s}}""".formatted(ID, step, more);
    }

    private static String[] stream(String... events) {
        String[] lines = new String[events.length * 4];
        for (int i = 0; i < events.length; i++) {
            lines[4 * i] = "id: 0:" + (i + 1);
            lines[4 * i + 1] = "event: spoolway.blob.verified";
            lines[4 * i + 2] = "data: " + events[i];
            lines[4 * i + 3] = "\n";
        }
        return lines;
    }

    @Test
    void printsAnAlignedLineForEachStepOfAllThatThereIs() {
        auditor.streams(stream(
                event("upload.started", ""),
                event("blob.linked", ",\"digest\":\"" + DIGEST + "\",\"size\":12582912,\"facts\":{\"copied\":true}")));

        assertThat(run(out, "audit", "--url", auditor.url())).isZero();

        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                        2026-11-24 13:38:31.923Z  upload.started    library/alpine                                                21 ms      1.4 s  %1$s
                        2026-11-24 13:38:31.923Z  blob.linked       library/alpine            sha256:286aab53bbc3   12.0 MiB      21 ms      1.4 s  %1$s  copied true
                        """.formatted(ID));
        assertThat(auditor.requests())
                .singleElement()
                .satisfies(request -> assertThat(request.target())
                        .hasToString("/events?follow=false&since=1970-01-01T00%3A00%3A00Z"));
    }

    @Test
    void printsChangesInRepositories() {
        auditor.streams(stream("""
                {"type":"spoolway.manifest.pushed","subject":"demo/app@sha256:1","time":"2026-11-24T13:38:31Z",\
                "spoolwaysubject":"bob","data":{"occurrence":"7d444840-9dc0-41d1-b245-5ffdce74fad2","repository":"demo/app","tags":["latest"],"size":7}}"""));

        assertThat(run(out, "audit", "--url", auditor.url())).isZero();

        assertThat(out.toString())
                .startsWith("2026-11-24 13:38:31.000Z  manifest.pushed   demo/app ")
                .endsWith("7 B                        demo/app@sha256:1  for bob, tag latest" + System.lineSeparator());
    }

    @Test
    void printsCloudEventsAsTheyAre() {
        String first = event("upload.started", "");
        String second = event("blob.linked", "");
        auditor.streams(stream(first, second));

        assertThat(run(out, "audit", "--json", "--url", auditor.url() + "/")).isZero();

        assertThat(out.toString().lines()).containsExactly(first, second);
    }

    @Test
    void handsItsFiltersOn() {
        auditor.streams().streams();

        run(out, "audit", "--url", auditor.url(), "--repo", "demo/app", "--since", "2026-11-24T13:00:00Z");
        run(out, "audit", "--url", auditor.url(), "--since", "15m");

        assertThat(auditor.requests().getFirst().target())
                .hasToString("/events?follow=false&repository=demo%2Fapp&since=2026-11-24T13%3A00%3A00Z");
        String since = auditor.requests().getLast().target().getQuery().replaceAll(".*since=", "");
        assertThat(Duration.between(Instant.parse(since), Instant.now()))
                .isBetween(Duration.ofMinutes(15), Duration.ofMinutes(17));
    }

    @Test
    void goesOnAfterTheLastWholeEventWhenTheConnectionBreaks() {
        auditor.streams("id: 0:1", "data: {\"id\":1}", "", "id: 0:2", "data: {\"id\":2}")
                .refuses(503, "restoring")
                .streams("id: 0:2", "data: {\"id\":2}", "", ": nothing for you", "id: 0:9", "", "")
                .streams("id: 0:10", "data: {\"id\":3}", "", "");

        assertThat(run(new ClosedAfter(3, out), "audit", "--follow", "--json", "--url", auditor.url()))
                .isZero();

        assertThat(out.toString().lines()).containsExactly("{\"id\":1}", "{\"id\":2}", "{\"id\":3}");
        assertThat(auditor.requests())
                .extracting(FakeAuditor.Request::lastEventId)
                .containsExactly("", "0:1", "0:1", "0:9");
        assertThat(auditor.requests().getFirst().target()).hasToString("/events?follow=true");
        assertThat(err.toString()).contains("asking again");
    }

    @Test
    void asksForNothingOlderWhenItGoesOnAfterTheConnectionBroke() {
        auditor.streams("id: 0:1", "data: {\"id\":1}", "", "").streams("id: 0:2", "data: {\"id\":2}", "", "");
        String since = "2026-11-24T13:00:00Z";

        run(new ClosedAfter(2, out), "audit", "--follow", "--json", "--since", since, "--url", auditor.url());

        assertThat(auditor.requests())
                .extracting(FakeAuditor.Request::lastEventId)
                .containsExactly("", "0:1");
        assertThat(auditor.requests())
                .extracting(request -> request.target().getQuery())
                .containsOnly("follow=true&since=" + since);
    }

    @Test
    void endsQuietlyWhenNobodyReadsItAnyMore() {
        auditor.streams(stream(event("upload.started", "")));

        assertThat(run(new ClosedAfter(0, out), "audit", "--follow", "--url", auditor.url()))
                .isZero();

        assertThat(err.toString()).isEmpty();
    }

    @Test
    void showsControlCharactersOfOthersAsQuestionMarks() {
        auditor.streams(stream(event("upload.rejected", ",\"facts\":{\"detail\":\"\\u001b[2Jgone\\u009b1m\"}")));

        assertThat(run(out, "audit", "--url", auditor.url())).isZero();

        assertThat(out.toString()).contains("detail ?[2Jgone?1m").doesNotContain("\u001b", "\u009b");
    }

    @Test
    void tellsWhatTheAuditorSaysIsWrong() {
        auditor.refuses(400, "since: no time");

        assertThat(run(out, "audit", "--url", auditor.url())).isEqualTo(1);

        assertThat(err.toString())
                .contains(auditor.url(), "400", "since: no time")
                .hasLineCount(1);
    }

    @Test
    void tellsThatThereIsNoAuditor() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(run(out, "audit", "--follow", "--url", "http://127.0.0.1:" + port))
                .isEqualTo(1);

        assertThat(err.toString())
                .contains("cannot connect to http://127.0.0.1:" + port, "./spoolway up", "--url")
                .hasLineCount(1);
    }
}
