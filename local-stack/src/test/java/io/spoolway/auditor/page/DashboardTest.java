package io.spoolway.auditor.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.spoolway.oci.Digest;
import io.spoolway.service.StepService;
import io.spoolway.stack.Component;
import io.spoolway.stack.LocalStack;
import io.spoolway.testing.Blobs;
import io.spoolway.testing.Registry;
import io.spoolway.testing.Services;
import io.spoolway.testing.Stores;
import io.spoolway.testing.TestStack;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The dashboard in a browser, against a running stack whose verifier and linker come and go as a test wants. Each test has
 * repositories of its own, and leaves no upload that has not ended. Screenshots stay in {@code target/screenshots}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardTest {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final int WIDTH = 1360;
    private static final int HEIGHT = 900;
    private static final String SUBJECT_HEADER = "X-Forwarded-User";
    private static final String SCRIPT = "<script>window.ran = true</script><img src=x onerror=\"window.ran = true\">";

    private LocalStack stack;
    private Registry registry;
    private Chromium chromium;
    private Page page;

    /** A failure shows what the page showed, and what it met. */
    @RegisterExtension
    final AfterTestExecutionCallback evidence = test -> {
        if (test.getExecutionException().isPresent()) {
            chromium.troubles().forEach(System.out::println);
            System.out.println("hidden: " + page.evaluate("document.hidden"));
            screenshot("failed-" + test.getRequiredTestMethod().getName());
        }
    };

    @BeforeAll
    void start() throws Exception {
        assumeTrue(Chromium.installed().isPresent(), "chromium is not installed");
        stack = TestStack.start(
                TestStack.temporaryDirectory(),
                Set.of(Component.KAFKA, Component.S3, Component.INGEST_API, Component.AUDITOR),
                Map.of("SPOOLWAY_STALLED_AFTER", "3s", "SPOOLWAY_SUBJECT_HEADER", SUBJECT_HEADER));
        registry = new Registry(stack.httpEndpoint());
        chromium = Chromium.start();
        page = chromium.open(stack.auditorEndpoint(), WIDTH, HEIGHT, ColorScheme.LIGHT);
    }

    @AfterAll
    void stop() throws IOException {
        if (chromium != null) {
            chromium.close();
            stack.close();
        }
    }

    @AfterEach
    void nothingWentWrongOnThePage() {
        page.context().close();
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void aPushMovesThroughTheStages() throws Exception {
        String repository = "library/debian";
        byte[] blob = Blobs.random(300_000);
        open("/");

        URI upload = registry.startUpload(repository);
        assertThat(row("#flight", repository)).containsText("Spooling");
        assertThat(stage("spooling")).hasText("1");

        complete(upload, Registry.sha256(blob), blob);
        assertThat(row("#flight", repository)).containsText("Verifying");
        assertThat(row("#flight", repository)).containsText("293 KiB");
        assertThat(stage("verifying")).hasText("1");
        assertThat(stage("stalled")).hasText("1");
        assertThat(row("#trouble", repository)).containsText("Waits for the verifier for too long");
        screenshot("stalled");

        try (StepService verifier = verifier()) {
            assertThat(row("#flight", repository)).containsText("Linking");
            assertThat(stage("linking")).hasText("1");
            try (StepService linker = linker()) {
                assertThat(row("#flight", repository)).containsText("Linked");
            }
        }
        assertThat(stage("linking")).hasText("0");
        assertThat(page.locator("#live li[data-type='blob.linked']").getByText(repository))
                .isVisible();
        screenshot("at-rest");
    }

    @Test
    void aSlowPushShowsHowManyBytesHaveArrived() throws Exception {
        String repository = "media/slow";
        byte[] piece = Blobs.random(200_000);
        open("/");
        URI[] upload = {registry.startUpload(repository)};
        Locator arrived = row("#flight", repository).locator(".arrived");

        // it is told after two seconds, and every two seconds
        page.waitForCondition(() -> {
            upload[0] = registry.location(registry.patch(upload[0], piece));
            return arrived.count() > 0;
        });
        assertThat(row("#flight", repository)).containsText("Spooling");
        assertThat(row("#flight", repository).getByRole(AriaRole.PROGRESSBAR)).isVisible();
        assertThat(arrived).hasText(Pattern.compile("[\\d.]+ [KM]iB, [\\d.]+ [KM]iB/s"));
        double first = received(upload[0]);
        page.waitForCondition(() -> {
            upload[0] = registry.location(registry.patch(upload[0], piece));
            return received(upload[0]) > first;
        });
        String before = arrived.innerText();
        page.waitForCondition(() -> !arrived.innerText().equals(before));
        screenshot("spooling");

        assertThat(registry.delete(upload[0]).statusCode()).isEqualTo(204);
        assertThat(row("#flight", repository)).containsText("Cancelled");
        assertThat(row("#flight", repository).getByRole(AriaRole.PROGRESSBAR)).hasCount(0);
    }

    /** How many bytes of an upload the auditor has heard of. */
    private double received(URI upload) {
        return ((Number) page.evaluate(
                        "async id => (await (await fetch('/uploads/' + id)).json()).received",
                        Stores.uploadIn(upload).toString()))
                .doubleValue();
    }

    @Test
    void aRejectShowsItsReason() throws Exception {
        String repository = "team/billing/api";
        byte[] blob = Blobs.random(12_345);
        Digest promised = Registry.sha256(Blobs.random(1));
        open("/");

        URI upload = registry.startUpload(repository);
        complete(upload, promised, blob);
        try (StepService verifier = verifier()) {
            assertThat(row("#trouble", repository)).containsText("Rejected");
        }
        assertThat(row("#trouble", repository)).containsText("the 12345 bytes hash to sha256:");
        screenshot("reject");

        row("#trouble", repository).getByRole(AriaRole.LINK).click();
        assertThat(drawer())
                .containsText("the 12345 bytes hash to %s, not to %s".formatted(Registry.sha256(blob), promised));
        assertThat(drawer().locator("li[data-step='upload.rejected']")).containsText("DIGEST_MISMATCH");
        screenshot("reject-timeline");
    }

    @Test
    void aTimelineOpensAndClosesByKeyboard() throws Exception {
        String repository = "ml/embeddings";
        String id = pushed(repository, "spoolway-test");
        open("/");

        page.keyboard().press("/");
        page.keyboard().type(repository);
        page.keyboard().press("Enter");
        Locator link = row("#found", repository).getByRole(AriaRole.LINK);
        assertThat(link).isVisible();
        for (int tabs = 0; tabs < 10 && !(boolean) link.evaluate("link => link === document.activeElement"); tabs++) {
            page.keyboard().press("Tab");
        }
        assertThat(link).isFocused();
        page.keyboard().press("Enter");

        assertThat(drawer()).isVisible();
        assertThat(page).hasURL(Pattern.compile("#/uploads/" + id + "$"));
        assertThat(drawer().locator(".steps li:not([data-step='upload.stalled']) .step-name"))
                .hasText(new String[] {"upload.started", "upload.completed", "blob.verified", "blob.linked"});
        assertThat(drawer().locator("li[data-step='blob.verified'] .bar-work")).hasCount(1);
        screenshot("timeline");

        page.keyboard().press("Escape");
        assertThat(drawer()).isHidden();
        assertThat(link).isFocused();
    }

    @Test
    void anUploadIsFoundByItsIdAndByItsDigest() throws Exception {
        String repository = "edge/firmware";
        byte[] blob = Blobs.random(1000);
        String id = pushed(repository, "spoolway-test", blob);
        open("/");

        search(Registry.sha256(blob).toString());
        assertThat(row("#found", repository)).containsText("Linked");
        search(Registry.sha256(blob).hex());
        assertThat(row("#found", repository)).containsText("Linked");
        search(id);
        assertThat(drawer()).containsText(repository);

        open("/#/uploads/" + id.replaceAll("[0-9a-f]{6}$", "000000"));
        assertThat(drawer().locator(".empty")).containsText("000000");
    }

    @Test
    void aScriptIsShownAsTextAndNotRun() throws Exception {
        String repository = "demo/scripts";
        String id = pushed(repository, SCRIPT);

        open("/#/uploads/" + id);
        assertThat(drawer().locator(".facts div", pushedBy())).containsText(SCRIPT);
        assertThat(drawer().locator(".facts div", new Locator.LocatorOptions().setHasText("Client user agent")))
                .containsText(SCRIPT);
        assertThat(drawer().locator("li[data-step='upload.completed']")).containsText("for " + SCRIPT);
        open("/");
        search(SCRIPT);
        assertThat(page.locator("#found-title")).hasText("Uploads to " + SCRIPT);
        assertThat(page.locator("#found .empty")).containsText(SCRIPT);
        open("/#/find?state=" + URLEncoder.encode(SCRIPT, StandardCharsets.UTF_8));
        assertThat(page.locator("#found .empty")).containsText(SCRIPT);
        open("/#/uploads/" + URLEncoder.encode(SCRIPT, StandardCharsets.UTF_8));
        assertThat(drawer().locator(".empty")).not().hasText("Looking");

        assertThat(page.evaluate("window.ran === undefined")).isEqualTo(true);
        assertThat(page.locator("img[src='x'], script:not([src])")).hasCount(0);
    }

    @Test
    void nothingScrollsSidewaysOnAPhone() throws Exception {
        String repository = "apps/with-a-name-that-is-longer-than-a-phone-is-wide";
        String id = pushed(repository, "a-client-with-a-long-name/1.0 " + "x".repeat(120));
        reject(repository);

        open("/", 360, ColorScheme.LIGHT);
        assertThat(row("#trouble", repository)).isVisible();
        assertThat(page.locator("#repositories")).containsText(repository);
        assertThat(widths()).isEqualTo(List.of(360, 360));
        screenshot("phone");
        open("/#/uploads/" + id, 360, ColorScheme.DARK);
        assertThat(drawer().locator(".steps li:not([data-step='upload.stalled'])"))
                .hasCount(4);
        assertThat(widths()).isEqualTo(List.of(360, 360));
        screenshot("phone-timeline-dark");
    }

    @Test
    void saysThatTheAuditorCannotBeReachedAndGoesOnWhenItCan() {
        open("/");
        assertThat(page.locator("#freshness")).hasText("Live");
        assertThat(page.locator("#banner")).isHidden();

        page.context().setOffline(true);
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("The auditor cannot be reached");
        assertThat(page.locator("#banner")).containsText("The numbers below are those of");
        assertThat(page.locator("#freshness")).containsText("old");
        screenshot("unreachable");

        page.context().setOffline(false);
        assertThat(page.locator("#banner")).isHidden();
        assertThat(page.locator("#freshness")).hasText("Live");
    }

    @Test
    void aHiddenTabAsksNothing() {
        AtomicInteger asked = new AtomicInteger();
        open("/");
        assertThat(page.locator("#freshness")).hasText("Live");
        page.clock().install();
        page.reload();
        assertThat(page.locator("#freshness")).hasText("Live");

        hidden(true);
        // what was asked before is answered, and its pause over
        page.clock().runFor(31_000);
        page.onRequest((Request request) -> asked.incrementAndGet());
        page.clock().runFor(120_000);
        assertThat(asked).hasValue(0);

        page.waitForRequest(Pattern.compile("/stats"), () -> hidden(false));
    }

    @Test
    void underLoadTheNumbersMoveAndAFewEventsAreShown() throws Exception {
        int uploads = 400;
        open("/");
        assertThat(stage("linked")).not().hasText("–");
        long before = number(stage("linked"));

        try (StepService verifier = verifier();
                StepService linker = linker();
                ExecutorService clients = Executors.newFixedThreadPool(8)) {
            List<? extends Future<?>> pushes = IntStream.range(0, uploads)
                    .mapToObj(at -> clients.submit(() -> registry.push("load/service-" + at % 5, Blobs.random(20_000))))
                    .toList();
            assertThat(page.locator("#live-note")).containsText("a few of them shown");
            assertThat(page.locator(".flow:not(.is-zero) .flow-rate")).hasCount(3);
            page.waitForCondition(() -> number(stage("linked")) > before + uploads / 3);
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            screenshot("under-load-dark");
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
            screenshot("under-load");
            for (Future<?> push : pushes) {
                push.get();
            }
        }
        assertThat(stage("linked")).hasText("%,d".formatted(before + uploads));
        assertThat(page.locator("#live li")).not().hasCount(0);
        assertThat(page.locator("#live li").count()).isLessThanOrEqualTo(60);
        assertThat(stage("spooling")).hasText("0");
    }

    private void open(String path) {
        open(path, WIDTH, ColorScheme.LIGHT);
    }

    private void open(String path, int width, ColorScheme scheme) {
        page.context().close();
        page = chromium.open(stack.auditorEndpoint().resolve(path), width, HEIGHT, scheme);
    }

    private void search(String text) {
        page.locator("#search-text").fill(text);
        page.keyboard().press("Enter");
    }

    private void screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(drawer().isHidden()));
    }

    private void hidden(boolean hidden) {
        page.evaluate("""
                hidden => {
                  Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
                  document.dispatchEvent(new Event('visibilitychange'));
                }
                """, hidden);
    }

    /** The width of what is there, and of the window. */
    private Object widths() {
        return page.evaluate("[document.documentElement.scrollWidth, innerWidth]");
    }

    private Locator row(String panel, String repository) {
        return page.locator(panel + " tbody tr")
                .filter(new Locator.FilterOptions().setHasText(repository))
                .first();
    }

    private Locator stage(String state) {
        return page.locator("#pipeline .stage[data-state='%s'] .stage-count".formatted(state));
    }

    private static long number(Locator count) {
        return Long.parseLong(count.innerText().replace(",", ""));
    }

    private Locator drawer() {
        return page.locator("#upload");
    }

    private StepService verifier() throws IOException {
        return Services.verifier(Services.settings(stack, Map.of()));
    }

    private StepService linker() throws IOException {
        return Services.linker(Services.settings(stack, Map.of()));
    }

    private String pushed(String repository, String userAgent) throws Exception {
        return pushed(repository, userAgent, Blobs.random(1000));
    }

    /** A blob that is linked, and the id of its upload. */
    private String pushed(String repository, String userAgent, byte[] blob) throws Exception {
        URI upload =
                registry.location(registry.post("/v2/" + repository + "/blobs/uploads/", new byte[0], as(userAgent)));
        try (StepService verifier = verifier();
                StepService linker = linker()) {
            HttpResponse<byte[]> answer =
                    registry.put(Registry.withDigest(upload, Registry.sha256(blob)), blob, as(userAgent));
            assertThat(answer.statusCode()).isEqualTo(201);
        }
        String path = upload.getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** A client that calls itself so, and was authenticated under the same name. */
    private static String[] as(String userAgent) {
        return new String[] {"User-Agent", userAgent, SUBJECT_HEADER, userAgent};
    }

    private static Locator.LocatorOptions pushedBy() {
        return new Locator.LocatorOptions().setHasText("Pushed by");
    }

    private void reject(String repository) throws Exception {
        URI upload = registry.startUpload(repository);
        try (StepService verifier = verifier()) {
            HttpResponse<byte[]> answer =
                    registry.put(Registry.withDigest(upload, Registry.sha256(Blobs.random(1))), Blobs.random(99));
            assertThat(answer.statusCode()).isEqualTo(400);
        }
    }

    private void complete(URI upload, Digest digest, byte[] blob) {
        HttpResponse<byte[]> answer =
                registry.put(Registry.withDigest(upload, digest), blob, "Prefer", "respond-async");
        assertThat(answer.statusCode()).isEqualTo(202);
    }
}
