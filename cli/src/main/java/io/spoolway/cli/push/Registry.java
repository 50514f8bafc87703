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
