package io.spoolway.service;

import io.spoolway.config.Setting;
import io.spoolway.fault.Causes;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Optional;

/** Begins to listen where the settings say, or tells why that cannot be. */
public final class Listening {
    private Listening() {}

    /** Begins to listen. */
    public interface Server<T, E extends Exception> {
        T start() throws E;
    }

    /**
     * Has a server begin.
     *
     * @param host as it is set
     * @param port as it is set, which the default may have done
     * @throws CannotStartException when the address cannot be had
     */
    public static <T, E extends Exception> T at(String host, int port, Server<T, E> server) throws E {
        if (new InetSocketAddress(host, port).isUnresolved()) {
            throw new CannotStartException(
                    "no address is found for %s, where it is to listen. Set %s to one of this machine, or to 0.0.0.0."
                            .formatted(host, Setting.HTTP_HOST.variable()),
                    null);
        }
        try {
            return server.start();
        } catch (Exception e) {
            Optional<SocketException> why = Causes.first(e, SocketException.class);
            if (why.isEmpty()) {
                throw e;
            }
            throw new CannotStartException(
                    "cannot listen on %s:%d: %s. Stop what listens there, or set %s or %s to another."
                            .formatted(
                                    host,
                                    port,
                                    why.get().getMessage(),
                                    Setting.HTTP_PORT.variable(),
                                    Setting.HTTP_HOST.variable()),
                    e);
        }
    }
}
