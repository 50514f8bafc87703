package io.spoolway.ingest.upload;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.spoolway.ingest.http.BodySizeException;
import io.spoolway.ingest.upload.BodyReader.Piece;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bodies are cut into pieces of four bytes. A piece stands in these tables as its text, with a full stop behind the piece
 * that is known to be the last, and an exclamation mark behind one that was cut off.
 */
class BodyReaderTest {
    private static final int SIZE = 4;

    /** Of a body with a Content-Length. */
    private static BodyLength framed(long bytes) {
        return new BodyLength(bytes, true);
    }

    /** Of a body with a Content-Range, sent with chunked transfer encoding. */
    private static BodyLength claimed(long bytes) {
        return new BodyLength(bytes, false);
    }

    /** Of a body sent with chunked transfer encoding. */
    private static final BodyLength UNKNOWN = new BodyLength(-1, false);

    @ParameterizedTest(name = "\"{0}\"")
    @CsvSource({
        "'',        .",
        "a,         a.",
        "abcd,      abcd.",
        "abcde,     abcd e.",
        "abcdefgh,  abcd efgh.",
        "abcdefghi, abcd efgh i.",
    })
    void aBodyOfKnownLengthTellsItsLastPiece(String body, String pieces) {
        assertThat(pieces(of(body), framed(body.length()), false)).isEqualTo(pieces);
        assertThat(pieces(of(body), framed(body.length()), true)).isEqualTo(pieces);
        assertThat(pieces(trickle(body), framed(body.length()), true)).isEqualTo(pieces);
    }

    @ParameterizedTest(name = "\"{0}\"")
    @CsvSource({
        "'',        .",
        "a,         a.",
        "abcd,      abcd .",
        "abcde,     abcd e.",
        "abcdefgh,  abcd efgh .",
    })
    void aBodyOfUnknownLengthEndsWithAnEmptyPieceWhenItFillsTheOneBefore(String body, String pieces) {
        assertThat(pieces(of(body), UNKNOWN, false)).isEqualTo(pieces);
        assertThat(pieces(trickle(body), UNKNOWN, false)).isEqualTo(pieces);
    }

    @ParameterizedTest(name = "\"{0}\"")
    @CsvSource({
        "'',        .",
        "a,         a.",
        "abcd,      abcd.",
        "abcde,     abcd e.",
        "abcdefgh,  abcd efgh.",
        "abcdefghi, abcd efgh i.",
    })
    void aBodyOfUnknownLengthIsReadAheadWhenTheLastPieceMustBeKnown(String body, String pieces) {
        assertThat(pieces(of(body), UNKNOWN, true)).isEqualTo(pieces);
        assertThat(pieces(trickle(body), UNKNOWN, true)).isEqualTo(pieces);
    }

    @ParameterizedTest(name = "\"{0}\" of 8 bytes")
    @CsvSource({
        "'',        !,          0",
        "abc,       abc!,       3",
        "abcd,      abcd !,     4",
        "abcdef,    abcd ef!,   6",
    })
    void aBodyThatIsTooShortKeepsWhatThereIs(String body, String pieces, int kept) {
        assertThat(pieces(of(body), framed(8), true)).isEqualTo(pieces);
        assertThat(pieces(of(body), claimed(8), true)).isEqualTo(pieces);

        assertThat(cut(of(body), claimed(8), true))
                .isInstanceOf(BodySizeException.class)
                .hasMessage("the body ended after %d of 8 bytes; they were kept", kept);
    }

    @ParameterizedTest(name = "\"{0}\" with a Content-Range of {1} bytes")
    @CsvSource({
        "abcde,     5, abcd e.",
        "abcdefgh,  8, abcd efgh.",
        "abcdef,    5, abcd e!",
        "abcde,     4, abcd!",
        "abcdefghi, 8, abcd efgh!",
    })
    void aBodyLongerThanItsContentRangeKeepsWhatIsWithinIt(String body, int claimed, String pieces) {
        assertThat(pieces(of(body), claimed(claimed), false)).isEqualTo(pieces);
        assertThat(pieces(of(body), claimed(claimed), true)).isEqualTo(pieces);
    }

    @Test
    void aBodyLongerThanItsContentRangeIsToldSo() {
        assertThat(cut(of("abcdef"), claimed(5), false))
                .isInstanceOf(BodySizeException.class)
                .hasMessage("the body is longer than its Content-Range; the 5 bytes within it were kept");
    }

    @Test
    void aContentLengthIsNotReadPast() throws IOException {
        InputStream connection = of("abcdefNEXT");

        assertThat(pieces(connection, framed(6), true)).isEqualTo("abcd ef.");

        assertThat(connection.readAllBytes()).asString(US_ASCII).isEqualTo("NEXT");
    }

    @ParameterizedTest(name = "\"{0}\" and then the connection breaks")
    @CsvSource({
        // body, with a Content-Length, without one
        "'',        !,          !",
        "abc,       abc!,       abc!",
        "abcd,      abcd !,     abcd !",
        "abcdef,    abcd ef!,   abcd ef!",
    })
    void aConnectionThatBreaksKeepsWhatArrived(String body, String withLength, String without) {
        assertThat(pieces(broken(body), framed(8), false)).isEqualTo(withLength);
        assertThat(pieces(broken(body), framed(8), true)).isEqualTo(withLength);
        assertThat(pieces(broken(body), UNKNOWN, false)).isEqualTo(without);

        assertThat(cut(broken(body), UNKNOWN, false)).isInstanceOf(EOFException.class);
        assertThat(cut(broken(body), framed(8), true)).isInstanceOf(EOFException.class);
    }

    @Test
    void aConnectionThatBreaksWhileItIsReadAheadKeepsWhatArrived() {
        assertThat(pieces(broken("abcd"), UNKNOWN, true)).isEqualTo("abcd!");
        assertThat(pieces(broken("abcdefgh"), claimed(8), true)).isEqualTo("abcd efgh!");
    }

    @Test
    void aPieceOfKnownLengthTakesNoMoreMemoryThanItHasBytes() {
        BodyReader reader = new BodyReader(of("abcdef"), framed(6), true);

        assertThat(reader.upperBound(SIZE)).isEqualTo(4);
        assertThat(reader.next(SIZE).data()).hasSize(4);
        assertThat(reader.upperBound(SIZE)).isEqualTo(2);
        assertThat(reader.next(SIZE).data()).hasSize(2);
        assertThat(reader.upperBound(SIZE)).isZero();
    }

    @Test
    void aPieceOfUnknownLengthMayBeFull() {
        BodyReader reader = new BodyReader(of("abcdef"), UNKNOWN, true);

        assertThat(reader.upperBound(SIZE)).isEqualTo(4);
        assertThat(reader.next(SIZE).isEmpty()).isFalse();
        assertThat(reader.upperBound(SIZE)).isEqualTo(4);
    }

    @ParameterizedTest(name = "{0} bytes")
    @CsvSource({
        // bytes in the body, memory of the piece
        "      1,   65536",
        "  65535,   65536",
        "  65537,  262144",
        " 262145, 1000000",
        "1000000, 1000000",
    })
    void aPieceOfUnknownLengthGrowsWithWhatArrives(int bytes, int memory) {
        byte[] body = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            body[i] = (byte) (i % 251);
        }

        Piece piece = new BodyReader(new ByteArrayInputStream(body), UNKNOWN, true).next(1_000_000);

        assertThat(Arrays.copyOf(piece.data(), piece.length())).isEqualTo(body);
        assertThat(piece.data()).hasSize(memory);
        assertThat(piece.last()).isTrue();
    }

    @ParameterizedTest(name = "{0} waits for a byte")
    @CsvSource({
        // body, with a Content-Length, without one; what the next piece may have before and after it is awaited
        "abcdefgh, 4, 4, 4",
        "abcd,     0, 4, 0",
    })
    void theNextPieceMayHaveWhatThereIsOnceItsFirstByteIsThere(String body, int known, int before, int after) {
        for (BodyLength length : List.of(framed(body.length()), UNKNOWN)) {
            BodyReader reader = new BodyReader(of(body), length, false);
            reader.awaitByte();
            assertThat(bytes(reader.next(SIZE))).isEqualTo("abcd");

            assertThat(reader.upperBound(SIZE)).isEqualTo(length.isKnown() ? known : before);
            reader.awaitByte();
            assertThat(reader.upperBound(SIZE)).isEqualTo(after);
            assertThat(bytes(reader.next(SIZE))).isEqualTo(body.substring(4));
        }
    }

    @Test
    void aConnectionThatBreaksBeforeTheFirstByteIsToldWithThePiece() {
        BodyReader reader = new BodyReader(broken(""), framed(8), true);
        reader.awaitByte();

        assertThat(reader.upperBound(SIZE)).isZero();
        assertThat(reader.next(SIZE))
                .satisfies(piece -> assertThat(piece.isEmpty()).isTrue())
                .satisfies(piece -> assertThat(piece.last()).isTrue())
                .satisfies(piece -> assertThat(piece.cut()).isInstanceOf(EOFException.class));
    }

    private static String bytes(Piece piece) {
        return new String(piece.data(), 0, piece.length(), US_ASCII);
    }

    @Test
    void piecesMayGrowFromOneToTheNext() {
        BodyReader reader = new BodyReader(of("abcdefghij"), UNKNOWN, true);

        assertThat(text(reader.next(2))).isEqualTo("ab");
        assertThat(text(reader.next(3))).isEqualTo("cde");
        assertThat(text(reader.next(4))).isEqualTo("fghi");
        assertThat(text(reader.next(5))).isEqualTo("j.");
    }

    private static String pieces(InputStream body, BodyLength length, boolean mustKnowLast) {
        return String.join(
                " ",
                read(body, length, mustKnowLast).stream()
                        .map(BodyReaderTest::text)
                        .toList());
    }

    private static @Nullable IOException cut(InputStream body, BodyLength length, boolean mustKnowLast) {
        return read(body, length, mustKnowLast).getLast().cut();
    }

    private static List<Piece> read(InputStream body, BodyLength length, boolean mustKnowLast) {
        BodyReader reader = new BodyReader(body, length, mustKnowLast);
        List<Piece> pieces = new ArrayList<>();
        do {
            pieces.add(reader.next(SIZE));
        } while (!pieces.getLast().last());
        return pieces;
    }

    private static String text(Piece piece) {
        String text = new String(piece.data(), 0, piece.length(), US_ASCII);
        if (piece.cut() != null) {
            return text + "!";
        }
        return piece.last() ? text + "." : text;
    }

    private static InputStream of(String body) {
        return new ByteArrayInputStream(body.getBytes(US_ASCII));
    }

    /** One byte at a time. */
    private static InputStream trickle(String body) {
        return new ByteArrayInputStream(body.getBytes(US_ASCII)) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, Math.min(1, length));
            }
        };
    }

    /** All of it, and then a connection that is gone. */
    private static InputStream broken(String body) {
        return new InputStream() {
            private final InputStream arrived = of(body);

            @Override
            public int read() throws IOException {
                int next = arrived.read();
                if (next < 0) {
                    throw new EOFException("Early EOF");
                }
                return next;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = arrived.read(buffer, offset, length);
                if (count < 0) {
                    throw new EOFException("Early EOF");
                }
                return count;
            }
        };
    }
}
