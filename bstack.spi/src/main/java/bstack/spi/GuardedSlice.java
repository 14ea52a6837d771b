package bstack.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A view of a slice that passes every read and write through a {@link SliceGuard}, which may deny or transform it.
 *
 * <p>A part of it, made by {@link #subslice}, keeps the guard. Each access with its hooks is one transaction of the
 * stack. Offsets are in bytes from the view's start. A range outside the view throws {@link IndexOutOfBoundsException}
 * before any hook is called. The view is immutable and as thread-safe as its guard;
 * the stack's writer lock keeps two accesses, through this view or any other, from overlapping.
 */
public final class GuardedSlice {

    /** How much is zeroed at a time: the guard sees arrays of this length, whatever the slice's. */
    private static final int ZEROS = 1 << 16;

    private final BStackSlice whole;
    private final SliceGuard guard;
    private final long from;
    private final long length;

    private GuardedSlice(BStackSlice whole, SliceGuard guard, long from, long length) {
        this.whole = whole;
        this.guard = guard;
        this.from = from;
        this.length = length;
    }

    /**
     * {@return a view of {@code slice} through {@code guard}}
     *
     * @param slice the guarded slice; code that has it can still read and write past the guard
     * @param guard the hooks
     */
    public static GuardedSlice of(BStackSlice slice, SliceGuard guard) {
        Objects.requireNonNull(guard, "guard");
        return new GuardedSlice(slice, guard, 0, slice.length());
    }

    /** {@return the bytes that the view covers, as a slice without the guard} */
    public BStackSlice unguarded() {
        return whole.subslice(from, from + length);
    }

    /** {@return the hooks} */
    public SliceGuard guard() {
        return guard;
    }

    /** {@return the view's length in bytes} */
    public long length() {
        return length;
    }

    /** {@return whether the length is 0} */
    public boolean isEmpty() {
        return length == 0;
    }

    /**
     * {@return all bytes of the view, as the guard gives them}
     *
     * @throws IllegalArgumentException if the view is longer than an array can be; read it in parts
     * @throws IOException if the guard denies it, or the stack fails
     */
    public byte[] read() throws IOException {
        return read(0, length);
    }

    /**
     * {@return the bytes of {@code [start, end)}, as the guard gives them}
     *
     * @param start offset in the view of the first byte
     * @param end offset in the view of the first byte that is not read
     * @throws IllegalArgumentException if that is more than an array can hold; read it in parts
     * @throws IOException if the guard denies it, or the stack fails
     */
    public byte[] read(long start, long end) throws IOException {
        checkRange(start, end);
        long first = from + start;
        long behind = from + end;
        return whole.allocator().stack().transact(() -> {
            guard.beforeRead(whole, first, behind);
            byte[] stored = whole.read(first, behind);
            int n = stored.length;
            return sameLength(n, guard.afterRead(whole, first, stored), "afterRead");
        });
    }

    /**
     * Reads the bytes from {@code start} on into {@code dst}: as many as {@code dst} has room for and the view has
     * left, whichever is less. The position of {@code dst} advances by what was read.
     *
     * @param start offset in the view of the first byte, at most {@link #length()}
     * @param dst where the bytes go; unchanged if the call throws
     * @throws IOException if the guard denies it, or the stack fails
     */
    public void readInto(long start, ByteBuffer dst) throws IOException {
        checkRange(start, length);
        dst.put(read(start, start + Math.min(dst.remaining(), length - start)));
    }

    /**
     * Writes all of {@code data} over the first bytes of the view, through the guard.
     *
     * @param data the bytes; all of them must fit. {@link #writeFitting} writes what fits
     * @throws IOException if the guard denies it, or the stack fails
     */
    public void write(byte[] data) throws IOException {
        write(0, data);
    }

    /**
     * Writes the first bytes of the view, through the guard: as many as {@code data} has and the view has room for,
     * whichever is less.
     *
     * @param data the bytes
     * @throws IOException if the guard denies it, or the stack fails
     */
    public void writeFitting(byte[] data) throws IOException {
        store(0, data, (int) Math.min(data.length, length));
    }

    /**
     * Writes all of {@code data} at {@code at}, through the guard.
     *
     * @param at offset in the view of the first byte written
     * @param data the bytes; all of them must fit
     * @throws IOException if the guard denies it, or the stack fails
     */
    public void write(long at, byte[] data) throws IOException {
        checkLength(at, data.length);
        store(at, data, data.length);
    }

    /**
     * Writes zeros over the whole view, through the guard. A read returns zeros; the guard decides what is stored.
     *
     * @throws IOException if the guard denies it, or the stack fails
     */
    public void zero() throws IOException {
        zero(0, length);
    }

    /**
     * Writes {@code n} zeros at {@code at}, through the guard, in one transaction and in parts of bounded length.
     *
     * @param at offset in the view of the first byte
     * @param n how many
     * @throws IOException if the guard denies it, or the stack fails
     */
    public void zero(long at, long n) throws IOException {
        checkLength(at, n);
        byte[] zeros = new byte[(int) Math.min(n, ZEROS)];
        whole.allocator().stack().transact(() -> {
            for (long done = 0; done < n; done += zeros.length) {
                store(at + done, zeros, (int) Math.min(zeros.length, n - done));
            }
        });
    }

    /**
     * {@return the view that is the part {@code [start, end)} of this one, with the same guard}
     *
     * @param start offset in this view of the part's first byte
     * @param end offset in this view of the first byte after the part
     */
    public GuardedSlice subslice(long start, long end) {
        checkRange(start, end);
        return new GuardedSlice(whole, guard, from + start, end - start);
    }

    @Override
    public String toString() {
        return "guarded " + unguarded();
    }

    private void store(long at, byte[] data, int n) throws IOException {
        long first = from + at;
        byte[] copy = new byte[n];
        System.arraycopy(data, 0, copy, 0, n);
        whole.allocator().stack().transact(() -> {
            byte[] stored = sameLength(n, guard.beforeWrite(whole, first, copy), "beforeWrite");
            whole.write(first, stored);
            guard.afterWrite(whole, first, stored);
        });
    }

    private static byte[] sameLength(int n, byte[] bytes, String hook) {
        if (bytes.length != n) {
            throw new IllegalStateException(
                    "the guard's %s made %d bytes of %d: it must keep their number".formatted(hook, bytes.length, n));
        }
        return bytes;
    }

    private void checkRange(long start, long end) {
        if (start < 0 || start > end || end > length) {
            throw new IndexOutOfBoundsException(
                    "the range [%d, %d) is not within the guarded slice of %d bytes".formatted(start, end, length));
        }
    }

    private void checkLength(long at, long n) {
        if (at < 0 || n < 0 || n > length - at) {
            throw new IndexOutOfBoundsException(
                    "%d bytes at %d are not within the guarded slice of %d bytes".formatted(n, at, length));
        }
    }
}
