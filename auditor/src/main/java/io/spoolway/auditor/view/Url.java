package io.spoolway.auditor.view;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A path with a query. */
record Url(String text) {
    Url with(String name, Optional<?> value) {
        return value.map(given -> with(name, given)).orElse(this);
    }

    Url with(String name, Object value) {
        String separator = text.contains("?") ? "&" : "?";
        return new Url(text + separator + name + "=" + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return text;
    }
}
