package io.spoolway.event;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Utils;

/** The brokers that a client asks first: host:port, separated by commas, read as Kafka's clients read them. */
public final class BootstrapServers {
    private BootstrapServers() {}

    /** The hosts of all of them; empty when one is not host:port, or there is none. */
    public static Optional<List<String>> hosts(String servers) {
        List<String> hosts = new ArrayList<>();
        for (String server : servers.split(",", -1)) {
            String host = Utils.getHost(server.strip());
            if (host == null || host.isEmpty() || !hasPort(server.strip())) {
                return Optional.empty();
            }
            hosts.add(host);
        }
        return Optional.of(List.copyOf(hosts));
    }

    private static boolean hasPort(String server) {
        try {
            Integer port = Utils.getPort(server);
            return port != null && port > 0 && port <= 65_535;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /**
     * Looks the names up; one that is found will do.
     *
     * @throws BrokerUnavailableException when none is found now
     */
    static void requireAddress(String servers) {
        List<String> hosts = hosts(servers).orElseThrow();
        if (hosts.stream().noneMatch(BootstrapServers::hasAddress)) {
            throw new BrokerUnavailableException("no address is found for the broker %s".formatted(servers));
        }
    }

    private static boolean hasAddress(String host) {
        try {
            return InetAddress.getAllByName(host).length > 0;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
