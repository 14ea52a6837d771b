package bstack.core.internal.storage;

import bstack.core.Storage;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A file accessed by system calls; see {@link Posix}. Thread-safe. An interrupt of the calling thread has no effect on
 * any call. Closing it closes the descriptor, and with it gives up the lock.
 *
 * <p>A durable write is one {@code pwritev2} with {@code RWF_DSYNC}, or, where the kernel or the file system has no such
 * call, a write and an {@code fdatasync}.
 */
final class PosixStorage implements Storage {
    /** A heap buffer is copied out in pieces of at most this many bytes. */
    private static final int PIECE = 1 << 18;

    /**
     * Data that lie as far from a multiple of this in memory as their place in the file does are copied by the kernel
     * twice as fast as others, on the processors seen so far; so pieces are laid out like that.
     */
    private static final int ALIGNMENT = 64;

    private static final int LARGEST_ERRNO = 4096;

    private final String path;
    private final int fd;
    private final Descriptor file;
    private volatile boolean durableWrites = true;
    private volatile boolean preallocates = true;
    private final MappedWrites mappedWrites;
    /** What {@link #startSync} flushes by, if it is open. */
    private final Descriptor flush = new Descriptor();

    /** Not above the file's size: what lies below may be written by way of the mapping. */
    private volatile long knownSize;

    /**
     * Creates the storage.
     *
     * @param file open, and locked; closed with the storage
     */
    PosixStorage(String path, Descriptor file) {
        this.path = path;
        this.file = file;
        this.fd = file.fd();
        this.mappedWrites = new MappedWrites(path, (size, arena) -> map(size, arena, true));
    }

    @Override
    public String name() {
        return path;
    }

    @Override
    public long size() throws IOException {
        return check(Posix.size(fd), "cannot find the size");
    }

    @Override
    public int read(long position, ByteBuffer dst) throws IOException {
        int start = dst.position();
        while (dst.hasRemaining()) {
            long n = readOnce(position + (dst.position() - start), dst);
            if (check(n, "read at byte %d failed", position) == 0) {
                break;
            }
        }
        return dst.position() - start;
    }

    private long readOnce(long position, ByteBuffer dst) {
        if (dst.isDirect()) {
            long n = Posix.pread(fd, MemorySegment.ofBuffer(dst), position);
            if (n > 0) {
                dst.position(dst.position() + (int) n);
            }
            return n;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment piece = arena.allocate(Math.min(dst.remaining(), PIECE));
            long n = Posix.pread(fd, piece, position);
            if (n > 0) {
                dst.put(piece.asSlice(0, n).asByteBuffer());
            }
            return n;
        }
    }

    @Override
    public void write(long position, ByteBuffer src) throws IOException {
        if (src.remaining() > MappedWrites.LARGEST || !mappedWrites.write(position, src, knownSize)) {
            eachPiece(position, src, false);
        }
    }

    @Override
    public void writeDurably(long position, ByteBuffer src) throws IOException {
        if (durableWrites) {
            eachPiece(position, src, true);
        } else {
            eachPiece(position, src, false);
            sync();
        }
    }

    private void eachPiece(long position, ByteBuffer src, boolean durably) throws IOException {
        if (src.isDirect()) {
            writeFully(position, MemorySegment.ofBuffer(src), durably);
            src.position(src.limit());
            return;
        }
        long at = position;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment piece = arena.allocate(Math.clamp(src.remaining(), 1, PIECE) + ALIGNMENT, ALIGNMENT)
                    .asSlice(position % ALIGNMENT);
            while (src.hasRemaining()) {
                int n = Math.min(src.remaining(), PIECE);
                MemorySegment part = piece.asSlice(0, n);
                part.asByteBuffer().put(src.slice(src.position(), n));
                writeFully(at, part, durably);
                src.position(src.position() + n);
                at += n;
            }
        }
    }

    private void writeFully(long position, MemorySegment bytes, boolean durably) throws IOException {
        for (long done = 0; done < bytes.byteSize(); ) {
            MemorySegment rest = bytes.asSlice(done);
            long n = durably && durableWrites
                    ? Posix.pwriteDurably(fd, rest, position + done)
                    : Posix.pwrite(fd, rest, position + done);
            if (n == -Posix.EOPNOTSUPP && durableWrites) {
                durableWrites = false;
                continue;
            }
            if (check(n, "write of %d bytes at byte %d failed", rest.byteSize(), position + done) == 0) {
                throw new EOFException(path + ": a write at byte " + (position + done) + " wrote nothing");
            }
            done += n;
        }
        if (durably && !durableWrites) {
            sync();
        }
    }

    @Override
    public void sync() throws IOException {
        check(Posix.fdatasync(fd), "flush failed");
    }

    /**
     * It goes through a descriptor of its own: the kernel tells a failed write to each open description once, and a
     * durable write beside this flush must not miss what that is told. It is as old as the journal, see {@link #reserve},
     * because it does not hear of what others were told before it was opened.
     */
    @Override
    public Flush startSync(Consumer<IOException> whenFailed) throws IOException {
        int descriptor = flush.fd();
        if (descriptor < 0) {
            sync();
            return BackgroundFlush.DONE;
        }
        return BackgroundFlush.start(path, () -> check(Posix.fdatasync(descriptor), "flush failed"), whenFailed);
    }

    @Override
    public void resize(long size) throws IOException {
        knownSize = Math.min(knownSize, size);
        check(Posix.ftruncate(fd, size), "setting the size to %d bytes failed", size);
        knownSize = size;
    }

    @Override
    public void reserve(long end) throws IOException {
        if (flush.fd() < 0) {
            flush.open(Posix.ascii("/proc/self/fd/" + fd), Posix.O_RDONLY | Posix.O_CLOEXEC, 0);
        }
        if (preallocates) {
            int result = Posix.fallocateKeepSize(fd, end);
            if (result != -Posix.EOPNOTSUPP && result != -Posix.ENOSYS) {
                check(result, "reserving %d bytes failed", end);
                return;
            }
            preallocates = false;
        }
        ReserveByWriting.reserve(this, end);
    }

    @Override
    public Optional<MemorySegment> map(long size, Arena arena) throws IOException {
        return Optional.ofNullable(map(size, arena, false));
    }

    private MemorySegment map(long size, Arena arena, boolean writable) {
        long address = Posix.mmap(fd, size, writable);
        if (address < 0 && address > -LARGEST_ERRNO) {
            return null;
        }
        boolean kept = false;
        try {
            MemorySegment map = MemorySegment.ofAddress(address).reinterpret(size, arena, s -> Posix.munmap(address, size));
            kept = true;
            return map;
        } finally {
            if (!kept) {
                Posix.munmap(address, size);
            }
        }
    }

    /** A second time it does nothing, but what the first one may have failed to do. */
    @Override
    public void close() throws IOException {
        CallDepth.toClose();
        int result = 0;
        try {
            mappedWrites.close();
        } finally {
            try {
                flush.close();
            } finally {
                result = file.close();
            }
        }
        check(result, "close failed");
    }

    private long check(long result, String what, Object... arguments) throws IOException {
        if (result < 0) {
            throw new FileSystemException(
                    path, null, what.formatted(arguments) + ": " + Posix.describe((int) -result));
        }
        return result;
    }
}
