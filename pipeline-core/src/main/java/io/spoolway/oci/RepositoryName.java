package io.spoolway.oci;

import java.util.regex.Pattern;

/** The name of a repository, as the OCI Distribution specification 1.1 defines {@code <name>} ("Pulling manifests"). */
public record RepositoryName(String value) {
    /** The longest name: with a host name in front it stays below the 255 characters that clients allow. */
    public static final int MAX_LENGTH = 200;

    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");

    /** @throws IllegalArgumentException with a message for the user when {@code value} is no repository name */
    public RepositoryName {
        if (value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a repository name has at most %d characters, this one has %d"
                    .formatted(MAX_LENGTH, value.length()));
        }
        if (!NAME.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "repository name \"%s\" is not valid: lower-case letters and digits, parts separated by one of . _ __ - and by /"
                            .formatted(value));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
