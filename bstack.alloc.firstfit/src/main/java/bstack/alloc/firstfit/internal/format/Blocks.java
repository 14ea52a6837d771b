package bstack.alloc.firstfit.internal.format;

import static bstack.alloc.firstfit.internal.format.FirstFitLayout.*;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The heap's fields in the file, read and written one at a time; it knows where they are and not what they should be.
 *
 * <p>Stateless but for the stack, so as thread-safe as that. Reads outside the payload throw
 * IndexOutOfBoundsException: callers check first with {@link FirstFitLayout#fits}.
 */
public final class Blocks {
    /** How much is copied or looked at in one go. */
    private static final int CHUNK = 1 << 20;
    /** Up to this size a new block is built in memory and pushed at once. */
    private static final int SMALL_BLOCK = 4096;
    /** Up to this size what is split off a block is written by one write, zeros included. */
    private static final int SMALL_SPLIT = 256;
    /** The footer of a block and the header of the next. */
    private static final int SEAM_SIZE = FOOTER_SIZE + HEADER_SIZE;
    /** Header and links of a free block. */
    static final int HEAD_SIZE = HEADER_SIZE + PREVIOUS + WORD;

    private final BStack stack;

    public Blocks(BStack stack) {
        this.stack = stack;
    }

    /** {@return what reads whole blocks of this heap} */
    public BlockImage image() {
        return new BlockImage(stack);
    }

    public long length() throws IOException {
        return stack.length();
    }

    public byte[] bytes(long offset, int n) throws IOException {
        return stack.get(offset, offset + n);
    }

    /** Reads as many bytes as remain in a buffer. */
    public void read(long offset, ByteBuffer dst) throws IOException {
        stack.getInto(offset, dst);
    }

    public long word(long offset) throws IOException {
        return stack.getLong(offset);
    }

    public void setWord(long offset, long value) throws IOException {
        byte[] bytes = new byte[WORD];
        Words.putU64(bytes, 0, value);
        stack.set(offset, bytes);
    }

    public int flags() throws IOException {
        return stack.getInt(FLAGS_OFFSET);
    }

    public void setFlags(int flags) throws IOException {
        stack.set(FLAGS_OFFSET, intBytes(flags));
    }

    public long freeHead() throws IOException {
        return word(FREE_HEAD_OFFSET);
    }

    public void setFreeHead(long address) throws IOException {
        setWord(FREE_HEAD_OFFSET, address);
    }

    public long size(long address) throws IOException {
        return word(address - HEADER_SIZE);
    }

    public void setSize(long address, long size) throws IOException {
        setWord(address - HEADER_SIZE, size);
    }

    public boolean isFree(long address) throws IOException {
        return (stack.getInt(address - HEADER_SIZE + BLOCK_FLAGS) & FREE) != 0;
    }

    /** Marks a free block as used: clears its flags, the bytes after them, and its first {@code wanted} bytes. */
    public void setUsed(long address, long wanted) throws IOException {
        zero(address - HEADER_SIZE + BLOCK_FLAGS, address + wanted);
    }

    /** Marks a block as free, and clears the bytes after its flags. */
    public void setFree(long address) throws IOException {
        setWord(address - HEADER_SIZE + BLOCK_FLAGS, FREE);
    }

    /** {@return whether a block within the payload begins there whose header and footer agree} */
    public boolean isTagged(long address, long length) throws IOException {
        if (!isAddress(address, length)) {
            return false;
        }
        long size = size(address);
        return fits(address, size, length) && footer(address, size) == size;
    }

    /**
     * {@return where the next block begins if there are only zeros from {@code start} up to it and its tags agree, or
     * null (0)}
     *
     * <p>The original leaves such a gap when it is killed while the payload grows, and is used again after that.
     */
    public long gapEnd(long start, long length) throws IOException {
        long at = start + (firstNonZero(start, length) - start) / ALIGNMENT * ALIGNMENT;
        return at > start && isTagged(at + HEADER_SIZE, length) ? at : NULL;
    }

    public long footer(long address, long size) throws IOException {
        return word(address + size);
    }

    public void setFooter(long address, long size) throws IOException {
        setWord(address + size, size);
    }

    public long next(long address) throws IOException {
        return word(address + NEXT);
    }

    public void setNext(long address, long next) throws IOException {
        setWord(address + NEXT, next);
    }

    public long previous(long address) throws IOException {
        return word(address + PREVIOUS);
    }

    public void setPrevious(long address, long previous) throws IOException {
        setWord(address + PREVIOUS, previous);
    }

    /** Writes header, links and footer of a free block. */
    public void writeFree(long address, long size, long next, long previous) throws IOException {
        byte[] bytes = new byte[HEAD_SIZE];
        Words.putU64(bytes, 0, size);
        Words.putU32(bytes, BLOCK_FLAGS, FREE);
        Words.putU64(bytes, HEADER_SIZE + NEXT, next);
        Words.putU64(bytes, HEADER_SIZE + PREVIOUS, previous);
        stack.set(address - HEADER_SIZE, bytes);
        setFooter(address, size);
    }

    /**
     * Cuts a free block in two: the front stays free, the back of {@code wanted} bytes becomes a used block.
     *
     * @return the used block's address; its content is zero
     */
    public long split(long address, long size, long wanted) throws IOException {
        long rest = size - wanted - OVERHEAD;
        setSize(address, rest);
        long used = address + rest + OVERHEAD;
        boolean atOnce = wanted <= SMALL_SPLIT;
        // From the front's footer to the content of the back, or to its end.
        byte[] seam = new byte[SEAM_SIZE + (atOnce ? (int) wanted + FOOTER_SIZE : 0)];
        Words.putU64(seam, 0, rest);
        Words.putU64(seam, FOOTER_SIZE, wanted);
        if (atOnce) {
            Words.putU64(seam, SEAM_SIZE + (int) wanted, wanted);
        }
        stack.set(address + rest, seam);
        if (!atOnce) {
            zero(used, used + wanted);
            setFooter(used, wanted);
        }
        return used;
    }

    /** {@return the address of a new used block at the end of the payload, its content zero} */
    public long append(long size) throws IOException {
        long total = size + OVERHEAD;
        if (total <= SMALL_BLOCK) {
            byte[] block = new byte[(int) total];
            Words.putU64(block, 0, size);
            Words.putU64(block, (int) (HEADER_SIZE + size), size);
            return stack.push(block) + HEADER_SIZE;
        }
        long address = stack.extend(total) + HEADER_SIZE;
        setSize(address, size);
        setFooter(address, size);
        return address;
    }

    public void extend(long n) throws IOException {
        stack.extend(n);
    }

    public void discard(long n) throws IOException {
        stack.discard(n);
    }

    public void zero(long from, long to) throws IOException {
        if (from < to) {
            stack.zero(from, to - from);
        }
    }

    /** Copies {@code length} bytes between places that do not overlap, in constant memory. */
    public void copy(long from, long to, long length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(CHUNK, length));
        for (long done = 0; done < length; done += buffer.capacity()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), length - done));
            stack.getInto(from + done, buffer);
            stack.set(to + done, buffer.flip());
        }
    }

    /** {@return whether all bytes of the range are zero} */
    public boolean isZero(long from, long to) throws IOException {
        return from >= to || firstNonZero(from, to) == to;
    }

    /** {@return the offset of the first byte in a range that is not zero, or the range's end} */
    private long firstNonZero(long from, long to) throws IOException {
        for (long at = from; at < to; at += CHUNK) {
            byte[] bytes = stack.get(at, Math.min(at + CHUNK, to));
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] != 0) {
                    return at + i;
                }
            }
        }
        return to;
    }

    /** {@return what to throw on damage at an offset of the payload} */
    public BStackCorruptException damaged(long offset, String expected, String found) {
        return new BStackCorruptException(stack.name(), FILE_HEADER_SIZE + offset, expected, found);
    }

    private static byte[] intBytes(int value) {
        byte[] bytes = new byte[Integer.BYTES];
        Words.putU32(bytes, 0, value);
        return bytes;
    }
}
