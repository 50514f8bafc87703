package io.spoolway.event;

/**
 * Who pushes, as far as the request tells.
 *
 * @param address the network address the request came from
 * @param userAgent the User-Agent header, empty when there was none; as the client sent it, so not to be trusted
 */
public record Client(String address, String userAgent) {}
