package io.spoolway.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Stands between a service and the store, and hinders them on demand: it holds requests or answers back, loses answers, has the store
 * refuse requests, or is away. So a test stops a job at the very request it wants to, without sleeping.
 *
 * <p>It knows as much of HTTP/1.1 as it needs: a client sends a request only after the answer to the last one, so what is
 * read from it begins with a request line whenever a request begins.
 */
public final class PausableProxy implements AutoCloseable {
    private static final int BUFFER = 64 << 10;

    private final URI target;
    private final ServerSocket server;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final CopyOnWriteArrayList<Hindrance> hindrances = new CopyOnWriteArrayList<>();
    private volatile boolean isCut;

    private PausableProxy(URI target, ServerSocket server) {
        this.target = target;
        this.server = server;
    }

    /** Begins to pass on everything. */
    public static PausableProxy to(URI target) throws IOException {
        PausableProxy proxy = new PausableProxy(target, new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().name("proxy").start(proxy::accept);
        return proxy;
    }

    /** Where clients connect instead. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** Requests of a method whose path (or query) contains this. */
    public static Predicate<String> request(String method, String part) {
        return line -> line.startsWith(method + " ") && line.contains(part);
    }

    /** Holds these requests back: nothing of them reaches the store. */
    public Hindrance holdRequests(Predicate<String> requestLine) {
        return add(new Hindrance(requestLine, Hindrance.Kind.HOLD_REQUEST, 0));
    }

    /** Passes these requests on, and so many bytes of each answer (its head counts too), and holds the rest back. */
    public Hindrance holdAnswers(Predicate<String> requestLine, int afterBytes) {
        return add(new Hindrance(requestLine, Hindrance.Kind.HOLD_ANSWER, afterBytes));
    }

    /** Passes the next one of these requests on; when its answer comes, the connection breaks instead. */
    public Hindrance loseNextAnswer(Predicate<String> requestLine) {
        return add(new Hindrance(requestLine, Hindrance.Kind.LOSE_ANSWER, 0));
    }

    /** Spoils the signature of these requests, so that the store itself refuses them as it does those of a key that is no longer good. */
    public Hindrance spoilSignatures(Predicate<String> requestLine) {
        return add(new Hindrance(requestLine, Hindrance.Kind.SPOIL_SIGNATURE, 0));
    }

    private Hindrance add(Hindrance hindrance) {
        hindrances.add(hindrance);
        return hindrance;
    }

    /** Breaks all connections and takes no new ones. */
    public void cut() {
        isCut = true;
        connections.forEach(Connection::close);
    }

    /** Is there again. */
    public void restore() {
        isCut = false;
    }

    @Override
    public void close() throws IOException {
        server.close();
        hindrances.forEach(Hindrance::drop);
        connections.forEach(Connection::close);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                if (isCut) {
                    client.close();
                } else {
                    open(client);
                }
            }
        } catch (IOException closed) {
            // that is how it ends
        }
    }

    private void open(Socket client) throws IOException {
        client.setTcpNoDelay(true);
        Socket store = new Socket(target.getHost(), target.getPort());
        store.setTcpNoDelay(true);
        Connection connection = new Connection(client, store);
        connections.add(connection);
        Thread.ofVirtual().start(connection::passRequests);
        Thread.ofVirtual().start(connection::passAnswers);
    }

    /** What is done to some requests. */
    public final class Hindrance {
        private enum Kind {
            HOLD_REQUEST,
            HOLD_ANSWER,
            LOSE_ANSWER,
            SPOIL_SIGNATURE
        }

        private final Predicate<String> requestLine;
        private final Kind kind;
        private final int afterBytes;
        private final AtomicInteger met = new AtomicInteger();
        private final CountDownLatch over = new CountDownLatch(1);
        private volatile boolean dropped;

        private Hindrance(Predicate<String> requestLine, Kind kind, int afterBytes) {
            this.requestLine = requestLine;
            this.kind = kind;
            this.afterBytes = afterBytes;
        }

        /** How many requests were held or spoilt, or answers lost. */
        public int count() {
            return met.get();
        }

        /** Lets go of what is held, and hinders no more. */
        public void release() {
            hindrances.remove(this);
            over.countDown();
        }

        /** Breaks the connections of what is held, so that it is never passed on, and hinders no more. */
        public void drop() {
            dropped = true;
            release();
        }

        private boolean concerns(String line) {
            if (!requestLine.test(line)) {
                return false;
            }
            // one answer is lost, however many requests ask for it at once
            return kind != Kind.LOSE_ANSWER || hindrances.remove(this);
        }

        /** Returns whether to go on. */
        private boolean hold() {
            met.incrementAndGet();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            return !dropped;
        }
    }

    private final class Connection {
        private final Socket client;
        private final Socket store;
        private volatile Optional<Hindrance> ofAnswer = Optional.empty();

        Connection(Socket client, Socket store) {
            this.client = client;
            this.store = store;
        }

        void passRequests() {
            byte[] buffer = new byte[BUFFER];
            try (client;
                    store) {
                InputStream in = client.getInputStream();
                OutputStream out = store.getOutputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    Optional<Hindrance> hindrance = hindranceOf(buffer, n);
                    if (hindrance.isPresent() && hindrance.get().kind == Hindrance.Kind.HOLD_REQUEST) {
                        if (!hindrance.get().hold()) {
                            return;
                        }
                    } else if (hindrance.isPresent() && hindrance.get().kind == Hindrance.Kind.SPOIL_SIGNATURE) {
                        hindrance.get().met.incrementAndGet();
                        spoilSignature(buffer, n);
                    } else if (hindrance.isPresent()) {
                        ofAnswer = hindrance;
                    }
                    out.write(buffer, 0, n);
                }
            } catch (IOException broken) {
                // so is the other side now
            } finally {
                connections.remove(this);
            }
        }

        /** Makes another one of it that is as long. The head of a request comes in one piece. */
        private static void spoilSignature(byte[] buffer, int length) {
            String begin = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
            int at = begin.indexOf("Signature=") + "Signature=".length();
            buffer[at] = (byte) (buffer[at] == '0' ? '1' : '0');
        }

        private Optional<Hindrance> hindranceOf(byte[] buffer, int length) {
            if (hindrances.isEmpty()) {
                return Optional.empty();
            }
            String begin = new String(buffer, 0, Math.min(length, 1024), StandardCharsets.ISO_8859_1);
            int end = begin.indexOf(" HTTP/1.1\r\n");
            if (end < 0) {
                return Optional.empty();
            }
            String line = begin.substring(0, end);
            return hindrances.stream().filter(h -> h.concerns(line)).findFirst();
        }

        void passAnswers() {
            byte[] buffer = new byte[BUFFER];
            try (client;
                    store) {
                InputStream in = store.getInputStream();
                OutputStream out = client.getOutputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    Optional<Hindrance> hindrance = ofAnswer;
                    ofAnswer = Optional.empty();
                    if (hindrance.isEmpty()) {
                        out.write(buffer, 0, n);
                    } else if (!passHindered(hindrance.get(), buffer, n, out)) {
                        return;
                    }
                }
            } catch (IOException broken) {
                // so is the other side now
            }
        }

        private boolean passHindered(Hindrance hindrance, byte[] buffer, int length, OutputStream out)
                throws IOException {
            if (hindrance.kind == Hindrance.Kind.LOSE_ANSWER) {
                hindrance.met.incrementAndGet();
                return false;
            }
            int first = Math.min(length, hindrance.afterBytes);
            out.write(buffer, 0, first);
            if (!hindrance.hold()) {
                return false;
            }
            out.write(buffer, first, length - first);
            return true;
        }

        void close() {
            try (client;
                    store) {
                connections.remove(this);
            } catch (IOException e) {
                // it is closed all the same
            }
        }
    }
}
