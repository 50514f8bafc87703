package io.spoolway.auditor.fold;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/** Latencies in milliseconds that can be merged: a histogram of two significant digits, in HdrHistogram's V2 encoding. */
public final class Latencies {
    /** None at all. */
    public static final Latencies NONE = new Latencies(new byte[0]);

    private static final int DIGITS = 2;

    private final byte[] encoded;

    private Latencies(byte[] encoded) {
        this.encoded = encoded;
    }

    /** One latency; what is negative, by clocks that differ, counts as 0. */
    public static Latencies of(long millis) {
        Histogram histogram = new Histogram(DIGITS);
        histogram.recordValue(Math.max(0, millis));
        return encode(histogram);
    }

    /** These and those. */
    public Latencies plus(Latencies other) {
        if (encoded.length == 0) {
            return other;
        }
        if (other.encoded.length == 0) {
            return this;
        }
        Histogram histogram = histogram();
        histogram.add(other.histogram());
        return encode(histogram);
    }

    /** As a histogram of its own. */
    public Histogram histogram() {
        if (encoded.length == 0) {
            return new Histogram(DIGITS);
        }
        Histogram histogram = Histogram.decodeFromByteBuffer(ByteBuffer.wrap(encoded), 0);
        histogram.setAutoResize(true);
        return histogram;
    }

    private static Latencies encode(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoByteBuffer(buffer);
        return new Latencies(Arrays.copyOf(buffer.array(), length));
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Latencies decode(byte[] encoded) {
        return new Latencies(encoded.clone());
    }

    @JsonValue
    byte[] encoded() {
        return encoded.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Latencies latencies && Arrays.equals(encoded, latencies.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        Histogram histogram = histogram();
        return "%d latencies, median %d ms".formatted(histogram.getTotalCount(), histogram.getValueAtPercentile(50));
    }
}
