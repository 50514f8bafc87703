package io.spoolway.testing;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Names of hosts that a test adds, for this machine; the JVM of the tests looks all others up as any JVM does. */
public final class Names extends InetAddressResolverProvider {
    private static final Set<String> ADDED = ConcurrentHashMap.newKeySet();

    /** The name has an address from now on. A JVM that has looked for it in vain looks again after ten seconds. */
    public static void add(String name) {
        ADDED.add(name);
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        return new Resolver(configuration.builtinResolver());
    }

    @Override
    public String name() {
        return "names of tests";
    }

    private record Resolver(InetAddressResolver others) implements InetAddressResolver {
        @Override
        public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
            return ADDED.contains(host)
                    ? Stream.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}))
                    : others.lookupByName(host, policy);
        }

        @Override
        public String lookupByAddress(byte[] address) throws UnknownHostException {
            return others.lookupByAddress(address);
        }
    }
}
