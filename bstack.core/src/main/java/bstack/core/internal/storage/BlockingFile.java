package bstack.core.internal.storage;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileLock;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file that an interrupt does not close: an {@link AsynchronousFileChannel}, whose calls run on the thread that makes them
 * and return when they are done. A {@link java.nio.channels.FileChannel} closes itself if a thread that uses it is
 * interrupted. Thread-safe.
 */
final class BlockingFile implements Closeable {
    /** A larger buffer is moved in parts: the JDK keeps a copy of it for each thread, outside of the heap. */
    static final int PIECE = 1 << 20;

    private static final ExecutorService CALLER = new Caller();

    private final AsynchronousFileChannel channel;

    private BlockingFile(AsynchronousFileChannel channel) {
        this.channel = channel;
    }

    /** Opens a file, as {@link java.nio.channels.FileChannel#open} does. */
    static BlockingFile open(Path path, OpenOption... how) throws IOException {
        return open(path, Set.of(how));
    }

    static BlockingFile open(Path path, Set<? extends OpenOption> how) throws IOException {
        AsynchronousFileChannel channel = AsynchronousFileChannel.open(path, how, CALLER);
        boolean kept = false;
        try {
            BlockingFile file = new BlockingFile(channel);
            kept = true;
            return file;
        } finally {
            if (!kept) {
                channel.close();
            }
        }
    }

    /** {@return how many bytes were read, −1 at the end of the file} */
    int read(ByteBuffer dst, long position) throws IOException {
        return await(channel.read(dst, position));
    }

    /** {@return how many bytes were written} */
    int write(ByteBuffer src, long position) throws IOException {
        return await(channel.write(src, position));
    }

    /** {@return how many bytes were read: fewer than there was room for only at the end of the file} */
    int readFully(long position, ByteBuffer dst) throws IOException {
        int start = dst.position();
        int limit = dst.limit();
        try {
            while (dst.position() < limit) {
                dst.limit(Math.min(limit, dst.position() + PIECE));
                if (read(dst, position + (dst.position() - start)) < 0) {
                    break;
                }
            }
        } finally {
            dst.limit(limit);
        }
        return dst.position() - start;
    }

    /**
     * Writes all that remains in a buffer.
     *
     * @param name of the file, for messages
     */
    void writeFully(String name, long position, ByteBuffer src) throws IOException {
        int limit = src.limit();
        try {
            for (long at = position; src.position() < limit; ) {
                src.limit(Math.min(limit, src.position() + PIECE));
                int n = write(src, at);
                if (n <= 0) {
                    throw new EOFException(name + ": a write at byte " + at + " wrote nothing");
                }
                at += n;
            }
        } finally {
            src.limit(limit);
        }
    }

    /** Flushes. */
    void force(boolean metadata) throws IOException {
        channel.force(metadata);
    }

    long size() throws IOException {
        return channel.size();
    }

    /** Makes the file smaller, if it is not so already. */
    void truncate(long size) throws IOException {
        channel.truncate(size);
    }

    /** {@return the lock, or null if another process has one that excludes it} */
    FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return channel.tryLock(position, size, shared);
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Waits for a call where it is not made by this thread, on Windows; an interrupt does not end the wait. */
    private static int await(Future<Integer> call) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return call.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static IOException failure(@Nullable Throwable cause) {
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException failure ? failure : new IOException(cause);
    }

    /** Runs each task on the thread that hands it in. Never ends. */
    private static final class Caller extends AbstractExecutorService {
        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void shutdown() {
            // It belongs to all files.
        }

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return false;
        }
    }
}
