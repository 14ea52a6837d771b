package bstack.core.internal.storage;

import bstack.core.BStackOptions;
import bstack.core.Storage;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A file accessed by system calls; see {@link Posix}. Thread-safe. An interrupt of the calling thread has no effect on
 * any call. Closing it closes the descriptor, and with it gives up the lock.
 *
 * <p>A durable write is one {@code pwritev2} with {@code RWF_DSYNC}, or, where the kernel or the file system has no
 * such call, a write and an {@code fdatasync}.
 */
final class PosixStorage implements Storage {
    /** A heap buffer is copied out in parts of at most this many bytes. */
    private static final int PIECE = 1 << 18;

    /**
     * The kernel copies data twice as fast if their distance to a multiple of this is the same in memory and in the
     * file, on the processors seen so far. So parts are laid out like that.
     */
    private static final int ALIGNMENT = 64;

    private static final int LARGEST_ERRNO = 4096;
    /** Holes of most file systems begin and end at multiples of this. */
    private static final long HOLE = 4096;
    /** Fewer zeros than this are as well written. */
    private static final long LEAST_ZERO_RANGE = 4 << 20;
    /** So many are made by one call, which may hold up others on the same file. */
    private static final long ZERO_RANGE = 64 << 20;

    private final String path;
    private final int fd;
    private final Descriptor file;
    private volatile boolean durableWrites = true;
    private volatile boolean preallocates = true;
    private volatile boolean zeroesRanges = true;
    private final MappedWrites mappedWrites;
    /** Where the first hole of the payload is, if it is before {@link #holesEnd}; found by the first reservation. */
    private volatile long firstHole = Long.MAX_VALUE;

    private volatile long holesEnd = -1;
    /** What {@link #startSync} flushes by, if it is open. */
    private final Descriptor flush = new Descriptor();

    /** Not above the file's size: what is below may be written by way of the mapping. */
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
        this.mappedWrites = new MappedWrites(size -> map(size, true));
    }

    @Override
    public String name() {
        return path;
    }

    @Override
    public BStackOptions.Access access() {
        return BStackOptions.Access.NATIVE;
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
            refuseIfCutOff();
            eachPiece(position, src, false);
        }
    }

    /** A write after the end of a file that another program has cut off would make zeros of what it has cut off. */
    private void refuseIfCutOff() throws IOException {
        long expected = knownSize;
        long found = expected > 0 ? size() : 0;
        if (found < expected) {
            throw MediumException.cutOff(path, expected, found);
        }
    }

    @Override
    public void writeDurably(long position, ByteBuffer src) throws IOException {
        if (knownSize > 0 && !mappedWrites.reaches(knownSize)) {
            refuseIfCutOff();
        }
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
            MemorySegment piece = arena.allocate(Math.max(1, Math.min(src.remaining(), PIECE)) + ALIGNMENT, ALIGNMENT)
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
            if (durably && durableWrites && isNoSuchCall(n)) {
                durableWrites = false;
                continue;
            }
            if (n == -Posix.ENOSPC || n == -Posix.EDQUOT) {
                throw noSpaceToOverwrite(rest.byteSize(), position + done, (int) -n);
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

    /** All that is written has been reserved or written before, which is not enough where a file system copies. */
    private MediumException noSpaceToOverwrite(long count, long position, int errno) {
        String reason =
                ("write of %d bytes at byte %d failed: %s, although their space is reserved: the file system copies"
                                + " on write (btrfs, a reflinked file) or has reserved more than it has; make room on the disk"
                                + " and open the file again, on btrfs in a folder with chattr +C")
                        .formatted(count, position, Posix.describe(errno));
        return new MediumException(path, reason, true);
    }

    /** Old kernels, some file systems, and filters of system calls each return an error of their own. */
    private static boolean isNoSuchCall(long result) {
        return result == -Posix.EOPNOTSUPP
                || result == -Posix.ENOSYS
                || result == -Posix.EINVAL
                || result == -Posix.EPERM;
    }

    /** On a medium that nobody can write there is nothing to flush for those who only read. */
    @Override
    public void sync() throws IOException {
        int result = Posix.fdatasync(fd);
        boolean unwritable = result == -Posix.EROFS || result == -Posix.EINVAL;
        if (!unwritable || !isReadOnly()) {
            check(result, "flush failed");
        }
    }

    private boolean isReadOnly() {
        return Posix.pwrite(fd, MemorySegment.NULL, 0) == -Posix.EBADF;
    }

    /**
     * It goes through a descriptor of its own: the kernel reports a failed write to each open description once, and a
     * durable write beside this flush must not miss that report. It is as old as the journal, see {@link #reserve},
     * because it does not get reports from before it was opened.
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
        reserve(0, end);
    }

    /** It sets the size as well, since a limit on the size of files is noticed only then. */
    @Override
    public void reserve(long from, long end) throws IOException {
        if (flush.fd() < 0) {
            flush.open(Posix.ascii("/proc/self/fd/" + fd), Posix.O_RDONLY | Posix.O_CLOEXEC, 0);
        }
        findHoles(from);
        if (!preallocates) {
            ReserveByWriting.reserve(this, end);
            return;
        }
        long size = size();
        // Some file systems do not recover from a reservation that takes all there is (btrfs has no room for metadata
        // then).
        long free = new File("/proc/self/fd/" + fd).getFreeSpace();
        if (free > 0 && end - Math.max(from, size) > free) {
            check(-Posix.ENOSPC, "reserving %d bytes failed", end);
        }
        int result = from < end ? Posix.fallocateKeepSize(fd, from, end) : 0;
        if (isNoSuchCall(result)) {
            preallocates = false;
            ReserveByWriting.reserve(this, end);
            return;
        }
        if (result >= 0 && end > size) {
            result = Posix.ftruncate(fd, end);
        }
        if (result < 0) {
            // A file system may have kept the part that it could get, after the end, where a truncation finds it.
            Posix.ftruncate(fd, size);
            check(result, "reserving %d bytes failed", end);
        }
    }

    /** Holes, if there are any, are in what was there before this storage had a say. */
    private void findHoles(long end) throws IOException {
        if (holesEnd < 0) {
            firstHole = nextHole(0);
            holesEnd = end;
        }
    }

    /** {@return where a hole is, or a position after every file} */
    private long nextHole(long from) throws IOException {
        long hole = Posix.nextHole(fd, from);
        boolean none = hole == -Posix.ENXIO || hole == -Posix.EINVAL || hole == -Posix.EOPNOTSUPP;
        return none ? Long.MAX_VALUE : check(hole, "looking for holes after byte %d failed", from);
    }

    @Override
    public boolean hasHoles(long from, long end) throws IOException {
        long start = Math.max(from, firstHole);
        long to = Math.min(end, holesEnd);
        return start < to && nextHole(start) < to;
    }

    @Override
    public void fillHoles(long from, long end) throws IOException {
        List<long[]> filled = new ArrayList<>();
        long to = Math.min(end + HOLE - 1 & -HOLE, holesEnd);
        for (long at = from & -HOLE; preallocates; ) {
            long hole = nextHole(at);
            if (hole >= to) {
                return;
            }
            long data = Posix.nextData(fd, hole);
            at = data < 0 ? to : Math.min(data, to);
            filled.add(new long[] {hole, at});
            int result = Posix.fallocateKeepSize(fd, hole, at);
            if (isNoSuchCall(result)) {
                preallocates = false;
            } else if (result < 0) {
                filled.forEach(range -> Posix.punchHole(fd, range[0], range[1]));
                check(result, "reserving the bytes %d to %d failed", hole, at);
            }
        }
    }

    /** A file system can do it in a moment, however much it is; some cannot. */
    @Override
    public void zero(long from, long end) throws IOException {
        long first = Math.min(end, from + HOLE - 1 & -HOLE);
        long last = Math.max(first, end & -HOLE);
        if (!zeroesRanges || last - first < LEAST_ZERO_RANGE) {
            Zeros.write(this, from, end);
            return;
        }
        Zeros.write(this, from, first);
        for (long at = first; at < last; at += ZERO_RANGE) {
            long to = Math.min(last, at + ZERO_RANGE);
            if (Posix.zeroRange(fd, at, to) < 0) {
                // Whatever it is, it is not said here that the medium has failed: the writes find out.
                zeroesRanges = false;
                Zeros.write(this, at, to);
            }
        }
        Zeros.write(this, last, end);
    }

    @Override
    public Mapping map(long size) throws IOException {
        return map(size, false);
    }

    /** If it fails, the arena is left to the collector: it has nothing, and to close it would interrupt every thread. */
    private Mapping map(long size, boolean writable) {
        Arena arena = Arena.ofShared();
        Unmapping unmapping = new Unmapping(size);
        boolean kept = false;
        try {
            long address = Posix.mmap(fd, size, writable, unmapping);
            if (address < 0 && address > -LARGEST_ERRNO) {
                return NoMapping.INSTANCE;
            }
            MemorySegment segment = MemorySegment.ofAddress(address).reinterpret(size, arena, unmapping);
            Mapping map = new SegmentMapping(arena, segment, writable);
            kept = true;
            return map;
        } finally {
            if (!kept) {
                unmapping.accept(null);
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
            int errno = (int) -result;
            boolean wantsSpace = errno == Posix.ENOSPC || errno == Posix.EDQUOT || errno == Posix.EFBIG;
            throw new MediumException(path, what.formatted(arguments) + ": " + Posix.describe(errno), wantsSpace);
        }
        return result;
    }
}
