package io.spoolway.ingest.http;

import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.util.InetAddressPattern;

/** The proxies that are believed when they tell whom they had a request from. */
public final class TrustedProxies {
    /** An address or a range of them, and no name, which would be looked up. */
    private static final Pattern NUMERIC = Pattern.compile("[\\p{XDigit}.:]+(/\\d{1,3})?");

    private final List<InetAddressPattern> ranges;

    private TrustedProxies(List<InetAddressPattern> ranges) {
        this.ranges = ranges;
    }

    /**
     * Reads addresses and ranges of them (CIDR, RFC 4632), separated by commas; nobody is trusted when there are none.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static TrustedProxies parse(String text) {
        return new TrustedProxies(Stream.of(text.split(","))
                .map(String::strip)
                .filter(range -> !range.isEmpty())
                .map(TrustedProxies::range)
                .toList());
    }

    private static InetAddressPattern range(String text) {
        if (!NUMERIC.matcher(text).matches()) {
            throw new IllegalArgumentException(text + " is no address, and no range of addresses");
        }
        return InetAddressPattern.from(text);
    }

    /** Whether it is one of these; not so if it is no address. */
    boolean include(String address) {
        try {
            InetAddress literal = InetAddress.ofLiteral(address);
            return ranges.stream().anyMatch(range -> range.test(literal));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return ranges.isEmpty()
                ? "none"
                : ranges.stream().map(InetAddressPattern::toString).collect(Collectors.joining(", "));
    }
}
