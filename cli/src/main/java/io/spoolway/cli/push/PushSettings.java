package io.spoolway.cli.push;

import io.spoolway.fault.Backoff;
import io.spoolway.oci.DigestAlgorithm;
import java.net.URI;
import java.util.Optional;

/**
 * How files are pushed.
 *
 * @param pieceSize bytes for each request, at least 1
 * @param async whether to ask the registry not to wait for its pipeline
 * @param resume an upload to go on with
 * @param tries how often to fail in a row before giving up
 */
record PushSettings(
        DigestAlgorithm algorithm, long pieceSize, boolean async, Optional<URI> resume, int tries, Backoff backoff) {}
