package io.spoolway.cli.push;

import io.spoolway.oci.Digest;
import io.spoolway.oci.RepositoryName;
import java.net.URI;

/**
 * The routes of a registry that a push uses.
 *
 * @param url of the registry, without {@code /v2}
 */
record Registry(URI url, RepositoryName repository) {
    /** @throws IllegalArgumentException with a message for the user when {@code text} is no such URL */
    static URI parseUrl(String text) {
        URI url;
        try {
            url = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"%s\" is no URL: %s".formatted(text, e.getMessage()), e);
        }
        if (!("http".equals(url.getScheme()) || "https".equals(url.getScheme())) || url.getHost() == null) {
            throw new IllegalArgumentException("\"%s\" is no URL such as http://127.0.0.1:5000".formatted(text));
        }
        return url;
    }

    URI base() {
        return URI.create(url.toString() + (url.toString().endsWith("/") ? "" : "/") + "v2/");
    }

    URI blob(Digest digest) {
        return route("blobs/" + digest);
    }

    URI uploads() {
        return route("blobs/uploads/");
    }

    private URI route(String rest) {
        return URI.create(base() + repository.toString() + "/" + rest);
    }
}
