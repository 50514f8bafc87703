package io.spoolway.auditor.webhook;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names of repositories, in which {@code *} stands for any characters but {@code /}, and {@code **} for any at all. */
public final class RepositoryPattern {
    private static final Pattern ALLOWED = Pattern.compile("[a-z0-9._/*-]+");

    private final Pattern regex;

    private RepositoryPattern(Pattern regex) {
        this.regex = regex;
    }

    /** @throws IllegalArgumentException with what a pattern must be */
    public static RepositoryPattern of(String value) {
        if (!ALLOWED.matcher(value).matches()) {
            throw new IllegalArgumentException("a repository name, with * for any characters but / and ** for any");
        }
        return new RepositoryPattern(Pattern.compile(Arrays.stream(value.split("(?=\\*\\*)|(?<=\\*\\*)"))
                .map(part -> part.equals("**") ? ".*" : part.replace(".", "\\.").replace("*", "[^/]*"))
                .collect(Collectors.joining())));
    }

    boolean matches(String repository) {
        return regex.matcher(repository).matches();
    }
}
