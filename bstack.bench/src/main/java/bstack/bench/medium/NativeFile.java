package bstack.bench.medium;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * A file behind bare system calls, with as little around them as possible: what every contender's own code comes on top
 * of. It is apart from the library, so that the floor does not move with it.
 */
public final class NativeFile implements AutoCloseable {
    private static final int O_RDWR = 2;
    private static final int O_CREAT = 0x40;
    private static final int O_CLOEXEC = 0x80000;
    private static final int MODE = 0644;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle OPEN = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = call("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle PREAD = call("pread", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle PWRITE = call("pwrite", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle FDATASYNC = call("fdatasync", JAVA_INT, JAVA_INT);
    private static final MethodHandle FTRUNCATE = call("ftruncate", JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle USLEEP = call("usleep", JAVA_INT, JAVA_INT);

    private final Path path;
    private final int fd;

    private NativeFile(Path path, int fd) {
        this.path = path;
        this.fd = fd;
    }

    private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }

    /**
     * {@return the file, created if it is missing}
     *
     * @param path its name
     * @throws IOException if it cannot be opened
     */
    public static NativeFile open(Path path) throws IOException {
        int fd;
        try (Arena arena = Arena.ofConfined()) {
            fd = (int) OPEN.invokeExact(arena.allocateFrom(path.toString()), O_RDWR | O_CREAT | O_CLOEXEC, MODE);
        } catch (Throwable t) {
            throw unexpected(t);
        }
        if (fd < 0) {
            throw new IOException(path + ": cannot be opened");
        }
        return new NativeFile(path, fd);
    }

    /**
     * Writes all of a segment.
     *
     * @param data what to write, in native memory
     * @param position where
     * @throws IOException if the file fails
     */
    public void write(MemorySegment data, long position) throws IOException {
        long done;
        try {
            done = (long) PWRITE.invokeExact(fd, data, data.byteSize(), position);
        } catch (Throwable t) {
            throw unexpected(t);
        }
        check(done == data.byteSize(), "pwrite");
    }

    /**
     * Fills a segment.
     *
     * @param data what to fill, in native memory
     * @param position where to read
     * @throws IOException if the file fails or ends before
     */
    public void read(MemorySegment data, long position) throws IOException {
        long done;
        try {
            done = (long) PREAD.invokeExact(fd, data, data.byteSize(), position);
        } catch (Throwable t) {
            throw unexpected(t);
        }
        check(done == data.byteSize(), "pread");
    }

    /**
     * Calls fdatasync(2).
     *
     * @throws IOException if the file fails
     */
    public void sync() throws IOException {
        int result;
        try {
            result = (int) FDATASYNC.invokeExact(fd);
        } catch (Throwable t) {
            throw unexpected(t);
        }
        check(result == 0, "fdatasync");
    }

    /**
     * Sets the size.
     *
     * @param size the new size
     * @throws IOException if the file fails
     */
    public void resize(long size) throws IOException {
        int result;
        try {
            result = (int) FTRUNCATE.invokeExact(fd, size);
        } catch (Throwable t) {
            throw unexpected(t);
        }
        check(result == 0, "ftruncate");
    }

    /** Sleeps as a system call does that waits for a device: a virtual thread keeps its carrier meanwhile. */
    static void sleepMicros(int micros) {
        try {
            int ignored = (int) USLEEP.invokeExact(micros);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private void check(boolean succeeded, String call) throws IOException {
        if (!succeeded) {
            throw new IOException(path + ": " + call + " failed");
        }
    }

    private static AssertionError unexpected(Throwable t) {
        if (t instanceof RuntimeException e) {
            throw e;
        }
        return new AssertionError("a method handle of the linker throws no checked exception", t);
    }

    @Override
    public void close() {
        try {
            int ignored = (int) CLOSE.invokeExact(fd);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }
}
