package bstack.spi;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.util.Objects;

/**
 * A handle to a run of bytes in an allocator's payload: its start, its length, and its allocator.
 *
 * <p>A slice is an immutable value and contains no bytes. Every read goes to the stack. Every write is one durable,
 * atomic operation of the stack, or part of its transaction. Offsets count bytes: in a slice's methods from the slice's
 * own start, in {@link #start()} and {@link #end()} from the start of the payload.
 *
 * <p>Because a slice is a value, the library cannot know every copy of it. After a {@code realloc} that moved it, or a
 * {@code dealloc}, a copy is stale: its bytes may belong to another slice. Slices allocated in a transaction that
 * rolled back are stale too. Two slices are equal if start and length are, whatever their allocator. So a handle read
 * back from a file equals the stored one.
 *
 * <p>All methods that use the stack throw
 *
 * <ul>
 *   <li>{@link IndexOutOfBoundsException} for a range outside the slice, and for a slice outside the payload;
 *   <li>{@link IllegalStateException} if the stack is closed, and if the allocator has given up its stack by
 *       {@link BStackAllocator#intoStack()}.
 * </ul>
 *
 * <p>Such a call changes nothing. Slices are thread-safe. A channel or stream made from one is for one thread at a
 * time.
 */
public final class BStackSlice implements Comparable<BStackSlice> {

    /** The size of {@link #toBytes()}: start and length, eight bytes each. */
    public static final int BYTES = 2 * Long.BYTES;

    /** The longest array that every JVM can make. */
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    /** Length of the stack's own header, which comes before the payload in the file. */
    private static final int FILE_HEADER = 16;

    private final BStackAllocator allocator;
    private final long start;
    private final long length;

    private BStackSlice(BStackAllocator allocator, long start, long length) {
        this.allocator = allocator;
        this.start = start;
        this.length = length;
    }

    /**
     * {@return the slice of {@code length} bytes at {@code start}}
     *
     * <p>This is for allocators, which know what is allocated. To get a slice again after a restart, use
     * {@link BStackAllocator#slice}, which checks the payload's bounds.
     *
     * @param allocator the allocator of the slice
     * @param start its first byte's offset in the payload
     * @param length in bytes, may be 0
     * @throws IllegalArgumentException if {@code start} or {@code length} is negative, or their sum is above 2^63 − 1
     */
    public static BStackSlice of(BStackAllocator allocator, long start, long length) {
        Objects.requireNonNull(allocator, "allocator");
        if (!isPossible(start, length)) {
            throw new IllegalArgumentException(
                    "no slice starts at %d and has %d bytes: both must be 0 or more, and their sum below 2^63"
                            .formatted(start, length));
        }
        return new BStackSlice(allocator, start, length);
    }

    private static boolean isPossible(long start, long length) {
        return start >= 0 && length >= 0 && start <= Long.MAX_VALUE - length;
    }

    /** {@return the offset in the payload of the first byte} */
    public long start() {
        return start;
    }

    /** {@return the offset in the payload of the first byte after the slice} */
    public long end() {
        return start + length;
    }

    /** {@return the length in bytes} */
    public long length() {
        return length;
    }

    /** {@return whether the length is 0} */
    public boolean isEmpty() {
        return length == 0;
    }

    /** {@return the allocator whose slice this is} */
    public BStackAllocator allocator() {
        return allocator;
    }

    /**
     * {@return all bytes of the slice, a new array}
     *
     * @throws IllegalArgumentException if the slice is longer than an array can be; use {@link #readInto}
     * @throws IOException if the stack fails
     */
    public byte[] read() throws IOException {
        return bytes(0, length);
    }

    /**
     * {@return the bytes of {@code [from, to)}, a new array}
     *
     * @param from offset in the slice of the first byte
     * @param to offset in the slice of the first byte that is not read
     * @throws IllegalArgumentException if that is more than an array can hold; use {@link #readInto}
     * @throws IOException if the stack fails
     */
    public byte[] read(long from, long to) throws IOException {
        checkRange(from, to);
        return bytes(from, to);
    }

    /**
     * Reads the bytes from {@code from} on into {@code dst}: as many as {@code dst} has room for and the slice has
     * left, whichever is less. The position of {@code dst} advances by what was read.
     *
     * @param from offset in the slice of the first byte, at most {@link #length()}
     * @param dst where the bytes go; unchanged if the call throws
     * @throws IOException if the stack fails
     */
    public void readInto(long from, ByteBuffer dst) throws IOException {
        checkRange(from, length);
        readAtMost(from, dst);
    }

    /**
     * Writes all of {@code data} over the first bytes of the slice.
     *
     * @param data the bytes; all of them must fit. {@link #writeFitting} writes what fits
     * @throws IOException if the stack fails
     */
    public void write(byte[] data) throws IOException {
        write(0, data);
    }

    /**
     * Writes the first bytes of the slice: as many as {@code data} has and the slice has room for, whichever is less.
     *
     * @param data the bytes
     * @throws IOException if the stack fails
     */
    public void writeFitting(byte[] data) throws IOException {
        if (data.length <= length) {
            allocator.stack().set(start, data);
        } else {
            allocator.stack().set(start, ByteBuffer.wrap(data, 0, (int) length));
        }
    }

    /**
     * Writes all of {@code data} at {@code at}.
     *
     * @param at offset in the slice of the first byte written
     * @param data the bytes; all of them must fit
     * @throws IOException if the stack fails
     */
    public void write(long at, byte[] data) throws IOException {
        checkLength(at, data.length);
        allocator.stack().set(start + at, data);
    }

    /**
     * Writes the remaining bytes of {@code data} at {@code at}; its position advances to its limit.
     *
     * @param at offset in the slice of the first byte written
     * @param data the bytes; all of them must fit; unchanged if the call throws
     * @throws IOException if the stack fails
     */
    public void write(long at, ByteBuffer data) throws IOException {
        checkLength(at, data.remaining());
        allocator.stack().set(start + at, data);
    }

    /**
     * {@return the number in the 8 bytes at {@code at}, little-endian}
     *
     * @param at offset in the slice of its first byte
     * @throws IOException if the stack fails
     */
    public long getLong(long at) throws IOException {
        checkLength(at, Long.BYTES);
        return allocator.stack().getLong(start + at);
    }

    /**
     * Writes a number into the 8 bytes at {@code at}, little-endian.
     *
     * @param at offset in the slice of its first byte
     * @param value the number
     * @throws IOException if the stack fails
     */
    public void putLong(long at, long value) throws IOException {
        checkLength(at, Long.BYTES);
        allocator
                .stack()
                .set(start + at, littleEndian(Long.BYTES).putLong(value).array());
    }

    /**
     * {@return the number in the 4 bytes at {@code at}, little-endian}
     *
     * @param at offset in the slice of its first byte
     * @throws IOException if the stack fails
     */
    public int getInt(long at) throws IOException {
        checkLength(at, Integer.BYTES);
        return allocator.stack().getInt(start + at);
    }

    /**
     * Writes a number into the 4 bytes at {@code at}, little-endian.
     *
     * @param at offset in the slice of its first byte
     * @param value the number
     * @throws IOException if the stack fails
     */
    public void putInt(long at, int value) throws IOException {
        checkLength(at, Integer.BYTES);
        allocator
                .stack()
                .set(start + at, littleEndian(Integer.BYTES).putInt(value).array());
    }

    /**
     * {@return the handle in the {@value #BYTES} bytes at {@code at}, of the same allocator}
     *
     * <p>Zeros are the empty slice (0, 0). A use of the result checks whether the payload has its bytes.
     *
     * @param at offset in this slice of its first byte
     * @throws BStackCorruptException if these bytes name no possible slice
     * @throws IOException if the stack fails
     */
    public BStackSlice getSlice(long at) throws IOException {
        checkLength(at, BYTES);
        BStack stack = allocator.stack();
        ByteBuffer stored =
                ByteBuffer.wrap(stack.get(start + at, start + at + BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        long itsStart = stored.getLong();
        long itsLength = stored.getLong();
        if (!isPossible(itsStart, itsLength)) {
            throw new BStackCorruptException(
                    stack.name(),
                    FILE_HEADER + start + at,
                    "the start and the length of a slice",
                    "start %s and length %s"
                            .formatted(Long.toUnsignedString(itsStart), Long.toUnsignedString(itsLength)));
        }
        return new BStackSlice(allocator, itsStart, itsLength);
    }

    /**
     * Writes a handle into the {@value #BYTES} bytes at {@code at}, as {@link #toBytes()} makes them.
     *
     * @param at offset in this slice of its first byte
     * @param slice the handle, of the same allocator
     * @throws IllegalArgumentException if it is another allocator's
     * @throws IOException if the stack fails
     */
    public void putSlice(long at, BStackSlice slice) throws IOException {
        checkLength(at, BYTES);
        if (slice.allocator != allocator) {
            throw new IllegalArgumentException("%s: the %s belongs to another allocator"
                    .formatted(allocator.stack().name(), slice));
        }
        allocator.stack().set(start + at, slice.toBytes());
    }

    /**
     * Sets every byte to 0.
     *
     * @throws IOException if the stack fails
     */
    public void zero() throws IOException {
        allocator.stack().zero(start, length);
    }

    /**
     * Sets the {@code n} bytes at {@code at} to 0.
     *
     * @param at offset in the slice of the first byte
     * @param n how many
     * @throws IOException if the stack fails
     */
    public void zero(long at, long n) throws IOException {
        checkLength(at, n);
        allocator.stack().zero(start + at, n);
    }

    /**
     * {@return the slice that is the part {@code [from, to)} of this one}
     *
     * <p>It is a view for reading and writing; most allocators accept only whole allocations in {@code realloc} and
     * {@code dealloc}.
     *
     * @param from offset in this slice of the part's first byte
     * @param to offset in this slice of the first byte after the part
     */
    public BStackSlice subslice(long from, long to) {
        checkRange(from, to);
        return new BStackSlice(allocator, start + from, to - from);
    }

    /**
     * {@return the handle as {@value #BYTES} bytes, for storing: start and length, each an unsigned 64-bit number,
     * little-endian}
     */
    public byte[] toBytes() {
        return littleEndian(BYTES).putLong(start).putLong(length).array();
    }

    /**
     * {@return the handle that {@link #toBytes()} stored}
     *
     * <p>Nothing is read from the stack. A use of the slice checks whether the payload still has these bytes.
     *
     * @param allocator the allocator of the slice
     * @param sixteen the result of {@link #toBytes()}
     * @throws IllegalArgumentException if these are not {@value #BYTES} bytes, or name no possible slice
     */
    public static BStackSlice fromBytes(BStackAllocator allocator, byte[] sixteen) {
        if (sixteen.length != BYTES) {
            throw new IllegalArgumentException("a stored slice has %d bytes, not %d".formatted(BYTES, sixteen.length));
        }
        ByteBuffer stored = ByteBuffer.wrap(sixteen).order(ByteOrder.LITTLE_ENDIAN);
        return of(allocator, stored.getLong(), stored.getLong());
    }

    /**
     * {@return a channel over the slice, open for reading and writing, positioned at its start}
     *
     * <p>It never grows the slice. A write moves what fits between the position and the slice's end, as one operation
     * of the stack, and throws {@link IndexOutOfBoundsException} if nothing fits. A truncation to less than the slice
     * throws {@link UnsupportedOperationException}; use {@code realloc} for that. Closing the channel closes nothing
     * else.
     */
    public SeekableByteChannel channel() {
        return new SliceChannel(this);
    }

    /** {@return a stream of the slice's bytes from its start to its end, unbuffered, with mark and reset} */
    public InputStream inputStream() {
        return new SliceInputStream(this);
    }

    /**
     * {@return a stream that writes over the slice from its start}
     *
     * <p>Every call of {@code write} is one operation of the stack, and durable when it returns. If the calls are
     * small, wrap the stream in a {@link java.io.BufferedOutputStream}, or write within a transaction. A write that
     * does not fit throws {@link IndexOutOfBoundsException} and writes nothing.
     */
    public OutputStream outputStream() {
        return new SliceOutputStream(this);
    }

    /** Orders by start, then by length. */
    @Override
    public int compareTo(BStackSlice other) {
        int byStart = Long.compare(start, other.start);
        return byStart != 0 ? byStart : Long.compare(length, other.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BStackSlice that && start == that.start && length == that.length;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(start * 31 + length);
    }

    @Override
    public String toString() {
        return "slice [%d, %d)".formatted(start, end());
    }

    /** Reads into {@code dst} what it has room for and the slice has from {@code from} on; {@code from} is in range. */
    int readAtMost(long from, ByteBuffer dst) throws IOException {
        BStack stack = allocator.stack();
        int n = (int) Math.min(dst.remaining(), length - from);
        int limit = dst.limit();
        dst.limit(dst.position() + n);
        try {
            stack.getInto(n == 0 ? 0 : start + from, dst);
        } finally {
            dst.limit(limit);
        }
        return n;
    }

    private byte[] bytes(long from, long to) throws IOException {
        if (to - from > MAX_ARRAY) {
            throw new IllegalArgumentException(
                    "%d bytes of %s are more than an array can hold: use readInto".formatted(to - from, this));
        }
        // An empty slice may be where the payload has ended since; reading it is no error.
        return from == to ? allocator.stack().get(0, 0) : allocator.stack().get(start + from, start + to);
    }

    private static ByteBuffer littleEndian(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void checkRange(long from, long to) {
        if (from < 0 || from > to || to > length) {
            throw new IndexOutOfBoundsException(
                    "the range [%d, %d) is not within the slice of %d bytes".formatted(from, to, length));
        }
    }

    private void checkLength(long at, long n) {
        if (at < 0 || n < 0 || n > length - at) {
            throw new IndexOutOfBoundsException(
                    "%d bytes at %d are not within the slice of %d bytes".formatted(n, at, length));
        }
    }
}
