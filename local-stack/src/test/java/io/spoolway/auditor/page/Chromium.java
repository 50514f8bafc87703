package io.spoolway.auditor.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.spoolway.testing.Programs;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The browser that is installed on this machine, without a window. Used by one thread only. */
final class Chromium implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    /** As with {@link io.spoolway.testing.Eventually}: only a failure takes so long. */
    private static final double PATIENCE_MILLIS = 120_000;

    private final Playwright playwright;
    private final Browser browser;
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> troubles = new CopyOnWriteArrayList<>();

    private Chromium(Path program) {
        // it drives the browser that is there and downloads none
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium().launch(new LaunchOptions().setExecutablePath(program));
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    }

    /** Where it is, if it is installed. */
    static Optional<Path> installed() {
        return NAMES.stream().map(Programs::find).flatMap(Optional::stream).findFirst();
    }

    static Chromium start() {
        return new Chromium(installed().orElseThrow());
    }

    /** A page in a profile of its own; the receiver closes its context. */
    Page open(URI url, int width, int height, ColorScheme scheme) {
        Page page = browser.newContext(new Browser.NewContextOptions()
                        .setViewportSize(width, height)
                        .setColorScheme(scheme))
                .newPage();
        page.setDefaultTimeout(PATIENCE_MILLIS);
        page.onPageError(complaints::add);
        page.onDialog(dialog -> {
            complaints.add("a dialog: " + dialog.message());
            dialog.dismiss();
        });
        page.onCrash(crashed -> complaints.add("the page crashed"));
        page.onRequestFailed(request -> tell("%s failed: %s".formatted(request.url(), request.failure())));
        page.onResponse(response -> {
            if (response.status() >= 400) {
                tell("%s was answered %d".formatted(response.url(), response.status()));
            }
        });
        page.onConsoleMessage(message -> {
            tell("console: " + message.text());
            if (message.text().contains("Content Security Policy")) {
                complaints.add(message.text());
            }
        });
        page.navigate(url.toString());
        return page;
    }

    /** Errors of scripts, dialogs, and what the security policy forbade, on all pages so far. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    private void tell(String trouble) {
        troubles.add(Instant.now() + " " + trouble);
    }

    /** What else may explain why a page does not show what it should: failed requests, refusals, and the console, on all pages so far. */
    List<String> troubles() {
        return List.copyOf(troubles);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
