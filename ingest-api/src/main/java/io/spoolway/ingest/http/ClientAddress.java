package io.spoolway.ingest.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.net.InetAddress;
import java.util.List;

/**
 * Where a request came from: the other end of the connection, or, where that is a trusted proxy, whom it had the request from, as
 * {@code X-Forwarded-For} tells. Each proxy adds the address that it saw at the end of that header, so it is read from there, and only as
 * far as proxies that are trusted wrote it: what a client put there itself is never believed.
 */
public final class ClientAddress implements Handler {
    private static final String ATTRIBUTE = ClientAddress.class.getName();

    private final TrustedProxies proxies;

    /** @param proxies empty when none is to be believed */
    public ClientAddress(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    /** The address of who asked, as text. */
    static String of(Context ctx) {
        String told = ctx.attribute(ATTRIBUTE);
        return told == null ? ctx.ip() : told;
    }

    @Override
    public void handle(Context ctx) {
        RequestHeaders.lines(ctx, "X-Forwarded-For")
                .ifPresent(forwarded -> ctx.attribute(ATTRIBUTE, origin(ctx.ip(), forwarded)));
    }

    String origin(String peer, String forwarded) {
        String address = peer;
        for (String hop : List.of(forwarded.split(",")).reversed()) {
            if (!proxies.include(address)) {
                return address;
            }
            try {
                address = InetAddress.ofLiteral(hop.strip()).getHostAddress();
            } catch (IllegalArgumentException e) {
                // "unknown", or nothing that a proxy writes: it is known to have come from this one
                return address;
            }
        }
        return address;
    }
}
