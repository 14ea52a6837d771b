package com.example.slab.internal;

import static com.example.slab.internal.SlabLayout.*;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.spi.Finding;
import bstack.spi.HeapBlock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The operations of one heap, on offsets and lengths: the table in memory and the blocks in the file, changed together.
 *
 * <p>The arguments have been checked; see {@link #objection} and {@link #blocks(long)}. All methods must run inside a
 * transaction of the stack, those that change something after {@link #begin}. An operation changes the file, then the
 * table; which order that is makes no difference, since both are taken back together.
 */
public final class SlabHeap {
    private static final int COPY_CHUNK = 1 << 16;

    private final BStack stack;
    private final SlabFile file;
    private final BlockTable table;

    SlabHeap(BStack stack, SlabFile file, BlockTable table) {
        this.stack = stack;
        this.file = file;
        this.table = table;
    }

    /** An operation begins. */
    public void begin() {
        table.begin(stack);
    }

    /** {@return the bytes that are left to the user at the start of the payload} */
    public static int reserved() {
        return RESERVED;
    }

    /** {@return how many blocks so many bytes take, 1 or more of them} */
    public long blocks(long length) {
        return (length + WORD - 1) / file.blockSize() + 1;
    }

    /** {@return how many bytes one slice can have at all, beside as many blocks of others} */
    public long room(long blocks) throws IOException {
        long size = file.blockSize();
        long byLength = (Long.MAX_VALUE - FILE_HEADER - stack.length()) / size;
        long room = Math.min(byLength, BlockTable.MAX_BLOCKS - table.count()) - blocks;
        return room <= 0 ? 0 : room * size - WORD;
    }

    /**
     * {@return why a slice can be no live allocation, or null if it is one}
     *
     * @throws BStackCorruptException if the word in the file is not what was written
     */
    public String objection(long start, long length) throws IOException {
        int block = file.blockAt(start - WORD, table.count());
        if (block == BlockTable.NONE) {
            return "no slice can start at %d in a payload of %d bytes, only at %d or a multiple of %d bytes after it"
                    .formatted(start, stack.length(), ARENA_START + WORD, file.blockSize());
        }
        if (table.isFree(block)) {
            return "the block at %d is free".formatted(file.offset(block));
        }
        int blocks = table.length(block);
        if (blocks == 0) {
            return "the block at %d is inside of a larger allocation".formatted(file.offset(block));
        }
        long most = (long) blocks * file.blockSize() - WORD;
        if (length > most || length <= most - file.blockSize()) {
            return "the allocation there has %d bytes, in blocks of %d".formatted(most, file.blockSize());
        }
        checkWord(block, IN_USE | blocks);
        return null;
    }

    /** {@return how many bytes of the heap a slice of so many bytes occupies} */
    public long footprint(long length) {
        return blocks(length) * file.blockSize();
    }

    /** {@return the offset of a new slice of zeros in so many blocks: free ones, or new ones at the payload's end} */
    public long allocate(int blocks) throws IOException {
        int first = table.find(blocks);
        if (first != BlockTable.NONE) {
            return take(first, blocks);
        }
        first = table.count();
        file.grow(blocks); // first, for it may be refused
        table.append(blocks);
        file.markUsed(first, blocks);
        return file.offset(first) + WORD;
    }

    /** {@return the offset of a new slice of zeros in so many free blocks, which is at most {@code last}; 0: none} */
    public long allocateBelow(int blocks, long last) throws IOException {
        int first = table.lowest(blocks);
        return first == BlockTable.NONE || file.offset(first) + WORD > last ? 0 : take(first, blocks);
    }

    /** Makes free blocks an allocation of zeros, and returns the offset of its slice. */
    private long take(int first, int blocks) throws IOException {
        for (int block = first; block < first + blocks; block++) {
            checkUntouched(block);
        }
        for (int block = first; block < first + blocks; block++) {
            unlink(block);
        }
        table.markUsed(first, blocks);
        stack.zero(file.offset(first), (long) blocks * file.blockSize());
        file.markUsed(first, blocks);
        return file.offset(first) + WORD;
    }

    /** Frees the allocation of a slice. */
    public void free(long start) throws IOException {
        int first = block(start);
        release(first, table.length(first));
    }

    /**
     * Makes the allocation of a slice hold another length; new bytes are zero.
     *
     * @return the offset of the slice, the same or another
     */
    public long resize(long start, long length, long newLength) throws IOException {
        int first = block(start);
        int blocks = table.length(first);
        int wanted = (int) blocks(newLength);
        if (wanted > blocks && first + blocks < table.count()) {
            return move(start, length, wanted);
        }
        if (wanted > blocks) {
            file.grow(wanted - blocks); // first, for it may be refused
            table.append(wanted - blocks);
        }
        if (wanted != blocks) {
            table.markUsed(first, wanted);
            file.markUsed(first, wanted);
        }
        if (wanted < blocks) {
            release(first + wanted, blocks - wanted);
        }
        if (newLength > length) {
            long kept = Math.min(newLength, (long) blocks * file.blockSize() - WORD);
            stack.zero(start + length, kept - length); // after a longer slice, its bytes are still there
        }
        return start;
    }

    /** Cuts off the free blocks at the end, and returns how many bytes that were. */
    public long trim() throws IOException {
        int before = table.count();
        while (table.count() > 0 && table.isFree(table.count() - 1)) {
            unlink(table.count() - 1);
            table.cut(1);
        }
        file.shrink(before - table.count());
        return (long) (before - table.count()) * file.blockSize();
    }

    /** Links blocks that are free and not in the list, those at the end apart, which are cut off. */
    void reclaim(List<Integer> leaked) throws IOException {
        if (!leaked.isEmpty()) {
            for (int i = leaked.size() - 1; i >= 0; i--) {
                pushFree(leaked.get(i));
            }
            trim();
        }
    }

    /** {@return all blocks, as they are in the file} */
    public List<HeapBlock> inspect() throws IOException {
        return SlabSurvey.of(stack).blocks();
    }

    /** {@return what is unsound in the file} */
    public List<Finding> verify() throws IOException {
        return SlabSurvey.of(stack).findings();
    }

    private int block(long start) {
        return file.blockAt(start - WORD, table.count());
    }

    private void release(int first, int blocks) throws IOException {
        if (first + blocks == table.count()) {
            file.shrink(blocks);
            table.cut(blocks);
            trim();
        } else {
            for (int block = first + blocks - 1; block >= first; block--) {
                pushFree(block);
            }
        }
    }

    private long move(long start, long length, int wanted) throws IOException {
        int old = block(start);
        long target = allocate(wanted);
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(COPY_CHUNK, length));
        for (long done = 0; done < length; done += chunk.limit()) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), length - done));
            stack.getInto(start + done, chunk);
            stack.set(target + done, chunk.flip());
        }
        release(old, table.length(old));
        return target;
    }

    private void pushFree(int block) throws IOException {
        file.markFree(block, table.head());
        file.link(BlockTable.NONE, block);
        table.push(block);
    }

    private void unlink(int block) throws IOException {
        file.link(table.previous(block), table.next(block));
        table.unlink(block);
    }

    /** Refuses a free block that is not as it was left: something was written there through a stale slice. */
    private void checkUntouched(int block) throws IOException {
        checkWord(block, FREE);
        long next = file.next(block);
        if (next != file.pointer(table.next(block))) {
            throw touched(
                    file.offset(block) + WORD, Long.toString(file.pointer(table.next(block))), Long.toString(next));
        }
    }

    private void checkWord(int block, long expected) throws IOException {
        long word = file.word(block);
        if (word != expected) {
            throw touched(file.offset(block), "0x%016x".formatted(expected), "0x%016x".formatted(word));
        }
    }

    private BStackCorruptException touched(long offset, String expected, String found) {
        return file.damaged(
                offset,
                expected + ", as it was written",
                found + ": something was written there through a stale slice, or past the allocator (verify() lists"
                        + " what is wrong)");
    }
}
