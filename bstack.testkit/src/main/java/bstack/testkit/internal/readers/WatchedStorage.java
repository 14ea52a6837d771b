package bstack.testkit.internal.readers;

import bstack.core.Storage;
import bstack.testkit.storage.BasicFilterStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A storage beneath a {@link Ledger} that knows which of its commits are durable: those that a durable write has carried
 * which has returned. Thread-safe.
 *
 * <p>It makes room for what must not happen. Some flushes are held until every reader has begun a read and ended it; so a
 * reader that waits for a flush is found, and one that sees what the flush carries. Some writes and reads are done in two
 * halves with a pause between them. It holds the stack to {@link Storage#map}: no mapping is open when the medium becomes
 * smaller.
 */
final class WatchedStorage extends BasicFilterStorage {
    private static final int HELD = 6;
    private static final int HALVED = 4;
    private static final long PAUSE = 1_000;

    private final CommitNumbers numbers;
    private final ReadCounts readers;
    private final long seed;
    private final AtomicLong draws = new AtomicLong();
    private final AtomicLong flushes = new AtomicLong();
    private final AtomicLong held = new AtomicLong();
    private final List<WatchedMapping> mappings = new ArrayList<>();
    private volatile Failure failure = Failure.NEVER;
    private volatile boolean failed;
    private volatile long carriedByFailure;

    /**
     * A flush that fails.
     *
     * @param at which, counted from 1; 0: none
     * @param written whether its bytes reach the medium all the same
     */
    record Failure(long at, boolean written) {
        static final Failure NEVER = new Failure(0, false);
    }

    WatchedStorage(Storage medium, CommitNumbers numbers, ReadCounts readers, long seed) {
        super(medium);
        this.numbers = numbers;
        this.readers = readers;
        this.seed = seed;
    }

    /** Makes a flush fail; counted from now. */
    void fail(Failure planned) {
        failure = new Failure(planned.at + flushes.get(), planned.written);
    }

    boolean hasFailed() {
        return failed;
    }

    /** {@return the number that may have become durable although the flush that carried it failed, or 0} */
    long carriedByFailure() {
        return carriedByFailure;
    }

    long flushes() {
        return flushes.get();
    }

    long held() {
        return held.get();
    }

    /** {@return whether something that happens once in so many times happens now} */
    private boolean draw(int once) {
        long z = (seed + draws.incrementAndGet()) * 0x9E37_79B9_7F4A_7C15L;
        z = (z ^ z >>> 32) * 0xD6E8_FEB8_6659_FD93L;
        return Long.remainderUnsigned(z ^ z >>> 32, once) == 0;
    }

    /** {@return whether this flush is the one that fails} */
    private boolean beforeFlush() {
        long n = flushes.incrementAndGet();
        if (draw(HELD)) {
            held.incrementAndGet();
            if (!readers.awaitReads()) {
                numbers.problem("a read waits for a flush");
            }
        }
        failed |= n == failure.at;
        return n == failure.at;
    }

    /** What the flush that was made to fail throws. */
    static final class InjectedException extends IOException {
        private static final long serialVersionUID = 1L;

        private InjectedException() {
            super("a flush failed (injected)");
        }
    }

    @Override
    public int read(long position, ByteBuffer dst) throws IOException {
        int half = dst.remaining() / 2;
        if (half == 0 || !draw(HALVED)) {
            return medium.read(position, dst);
        }
        int limit = dst.limit();
        int first = medium.read(position, dst.limit(dst.position() + half));
        dst.limit(limit);
        LockSupport.parkNanos(PAUSE);
        return first < half ? first : first + medium.read(position + first, dst);
    }

    @Override
    public void write(long position, ByteBuffer src) throws IOException {
        int half = src.remaining() / 2;
        if (half > 0 && draw(HALVED)) {
            int limit = src.limit();
            medium.write(position, src.limit(src.position() + half));
            src.limit(limit);
            LockSupport.parkNanos(PAUSE);
            medium.write(position + half, src);
        } else {
            medium.write(position, src);
        }
    }

    @Override
    public void writeDurably(long position, ByteBuffer src) throws IOException {
        long carried = Ledger.largestNumber(src);
        if (beforeFlush()) {
            if (failure.written) {
                medium.write(position, src);
                carriedByFailure = carried;
            }
            throw new InjectedException();
        }
        medium.writeDurably(position, src);
        numbers.becameDurable(carried);
    }

    @Override
    public void sync() throws IOException {
        if (beforeFlush()) {
            throw new InjectedException();
        }
        medium.sync();
    }

    /** Real media do it in a thread of their own; here every medium does, so that any flush may be held or fail. */
    @Override
    public Flush startSync(Consumer<IOException> whenFailed) {
        CompletableFuture<Void> flush = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        sync();
                        flush.complete(null);
                    } catch (IOException e) {
                        whenFailed.accept(e);
                        flush.completeExceptionally(e);
                    }
                },
                "flush");
        thread.setDaemon(true);
        thread.start();
        return new Flush() {
            @Override
            public boolean isDone() {
                return flush.isDone();
            }

            @Override
            public void await() throws IOException {
                try {
                    flush.join();
                } catch (CompletionException e) {
                    if (e.getCause() instanceof IOException failure) {
                        throw failure;
                    }
                    throw e;
                }
            }
        };
    }

    @Override
    public void resize(long size) throws IOException {
        if (size < medium.size() && isMapped()) {
            numbers.problem("the medium becomes smaller while it is mapped");
        }
        medium.resize(size);
    }

    private synchronized boolean isMapped() {
        return mappings.stream().anyMatch(mapping -> !mapping.closed);
    }

    @Override
    public synchronized Mapping map(long size) throws IOException {
        WatchedMapping mapping = new WatchedMapping(medium.map(size));
        if (mapping.size() > 0) {
            mappings.add(mapping);
        }
        return mapping;
    }

    /** A mapping of which it is known whether it has been closed. */
    private static final class WatchedMapping implements Mapping {
        private final Mapping mapping;
        private volatile boolean closed;

        WatchedMapping(Mapping mapping) {
            this.mapping = mapping;
        }

        @Override
        public long size() {
            return mapping.size();
        }

        @Override
        public boolean get(long position, byte[] dst, int at, int count) {
            return mapping.get(position, dst, at, count);
        }

        @Override
        public boolean get(long position, ByteBuffer dst) {
            return mapping.get(position, dst);
        }

        @Override
        public boolean put(long position, ByteBuffer src) {
            return mapping.put(position, src);
        }

        @Override
        public void close() {
            mapping.close();
            closed = true;
        }
    }
}
