package com.example.slab.internal;

import static com.example.slab.internal.SlabLayout.*;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.spi.Finding;
import bstack.spi.HeapBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A look at a whole heap as it is in the file. It changes nothing, and trusts nothing that it has not looked at: each
 * block is visited once, and each member of the free list once, so it ends whatever the bytes are.
 *
 * <p>It distinguishes two things. <em>Damage</em> is what no interruption explains; an opening fails. A <em>leak</em>
 * is a block that is free by its word and is not in the list, and whose pointer names a block, or none. The original
 * leaves one when it is killed between two of its writes: after it has written a freed block and before it has linked
 * it, after it has unlinked one and before it has marked it, or after a growth. An opening links leaks.
 *
 * <p>The original is interrupted in one more way that is not mended here: while it shrinks an allocation, the blocks
 * that are left over still hold the user's bytes. They look like damage, and are refused as such.
 */
final class SlabSurvey {
    private static final int MOST_FINDINGS = 1_000;

    private final BStack stack;
    private final long length;
    private final BlockTable table = new BlockTable();
    private final List<Finding> damage = new ArrayList<>();
    private final List<Integer> leaks = new ArrayList<>();
    private SlabFile file;

    private SlabSurvey(BStack stack) throws IOException {
        this.stack = stack;
        this.length = stack.length();
    }

    /** {@return what the heap looks like} Must run inside a transaction, so that nothing changes meanwhile. */
    static SlabSurvey of(BStack stack) throws IOException {
        SlabSurvey survey = new SlabSurvey(stack);
        if (survey.readHeader()) {
            int[] free = survey.walkBlocks();
            if (survey.damage.isEmpty()) {
                survey.followList(free);
            }
        }
        return survey;
    }

    SlabFile file() {
        return file;
    }

    /** {@return the blocks; the leaks are not in the list} */
    BlockTable table() {
        return table;
    }

    /** {@return the leaked blocks, ascending} */
    List<Integer> leaks() {
        return leaks;
    }

    /** {@return one finding for each leak, up to a thousand} */
    List<Finding> leakFindings() {
        return leaks.stream()
                .limit(MOST_FINDINGS)
                .map(block -> new Finding(
                        file.offset(block), "a free block that is in the free list", "one that is not in it"))
                .toList();
    }

    /** {@return everything that is unsound} */
    List<Finding> findings() {
        return damage.isEmpty() ? leakFindings() : List.copyOf(damage);
    }

    /** Throws if the heap is damaged. */
    void checkSound() throws BStackCorruptException {
        if (!damage.isEmpty()) {
            Finding first = damage.get(0);
            throw new BStackCorruptException(
                    stack.name(),
                    FILE_HEADER + first.offset(),
                    first.expected(),
                    first.found() + " (nothing was changed; copy what is sound into a new file)");
        }
    }

    /** {@return all blocks, an allocation being one} */
    List<HeapBlock> blocks() throws BStackCorruptException {
        checkSound();
        List<HeapBlock> blocks = new ArrayList<>();
        for (int block = 0; block < table.count(); ) {
            int n = Math.max(1, table.length(block));
            blocks.add(new HeapBlock(
                    file.offset(block),
                    (long) n * file.blockSize(),
                    table.length(block) > 0 ? HeapBlock.State.USED : HeapBlock.State.FREE));
            block += n;
        }
        return blocks;
    }

    private boolean readHeader() throws IOException {
        byte[] expected = magicPrefix();
        byte[] found = stack.get(Math.min(length, MAGIC_OFFSET), Math.min(length, MAGIC_OFFSET + expected.length));
        if (length < ARENA_START || !Arrays.equals(expected, found)) {
            HexFormat hex = HexFormat.ofDelimiter(" ");
            return find(
                    MAGIC_OFFSET,
                    "the magic of a checked slab, %s (is it another allocator's file? BStackAllocators.open finds out)"
                            .formatted(hex.formatHex(expected)),
                    "%s, in a payload of %d bytes"
                            .formatted(found.length == 0 ? "nothing" : hex.formatHex(found), length));
        }
        long blockSize = SlabFile.read(stack, BLOCK_SIZE_OFFSET);
        if (blockSize < MIN_BLOCK_SIZE || blockSize > MAX_BLOCK_SIZE) {
            return find(
                    BLOCK_SIZE_OFFSET,
                    "the size of a block, from %d to %d bytes".formatted(MIN_BLOCK_SIZE, MAX_BLOCK_SIZE),
                    Long.toUnsignedString(blockSize));
        }
        file = new SlabFile(stack, (int) blockSize);
        if ((length - ARENA_START) % blockSize != 0) {
            return find(
                    length - (length - ARENA_START) % blockSize,
                    "a payload of whole blocks of %d bytes".formatted(blockSize),
                    "%d bytes after the last".formatted((length - ARENA_START) % blockSize));
        }
        if (file.count() > BlockTable.MAX_BLOCKS) {
            throw new IOException(
                    "%s has %d blocks, more than the %d that one heap can have here: copy it into larger ones"
                            .formatted(stack.name(), file.count(), BlockTable.MAX_BLOCKS));
        }
        return true;
    }

    /** Goes from block to block by the words, and returns the free ones. */
    private int[] walkBlocks() throws IOException {
        int count = (int) file.count();
        int[] free = new int[16];
        int found = 0;
        for (int block = 0; block < count; ) {
            long word = file.word(block);
            long blocks = word == FREE ? 1 : word & ~IN_USE;
            if (word > FREE || blocks < 1 || blocks > count - block) {
                find(
                        file.offset(block),
                        "0, or the highest bit and a number of blocks from 1 to %d".formatted(count - block),
                        "0x%016x".formatted(word));
                return free;
            }
            table.append((int) blocks);
            if (word == FREE) {
                free = found == free.length ? Arrays.copyOf(free, 2 * found) : free;
                free[found++] = block;
            }
            block += (int) blocks;
        }
        return Arrays.copyOf(free, found);
    }

    /** Follows the list in the file, which may have each free block once; what it has not is leaked. */
    private void followList(int[] free) throws IOException {
        int[] order = new int[free.length];
        boolean[] seen = new boolean[free.length];
        int linked = 0;
        long at = FREE_HEAD_OFFSET;
        for (long pointer = file.freeHead(); pointer != NULL; pointer = SlabFile.read(stack, at)) {
            int block = file.blockAt(pointer, table.count());
            int i = Arrays.binarySearch(free, block);
            if (i < 0 || seen[i]) {
                find(
                        at,
                        "the start of a free block that is not in the list yet, or 0",
                        "%s, %s".formatted(Long.toUnsignedString(pointer), i < 0 ? "which is none" : "which is in it"));
                return;
            }
            seen[i] = true;
            order[linked++] = block;
            at = pointer + WORD;
        }
        for (int i = linked - 1; i >= 0; i--) {
            table.push(order[i]);
        }
        for (int i = 0; i < free.length; i++) {
            if (!seen[i]) {
                leaks.add(free[i]);
            }
        }
        for (int leak : leaks) {
            checkLeak(leak);
        }
    }

    /** Makes sure that a leaked block looks like one, and is not a live one whose word was damaged. */
    private void checkLeak(int leak) throws IOException {
        long pointer = file.next(leak);
        if (pointer != NULL && file.blockAt(pointer, table.count()) == BlockTable.NONE) {
            find(
                    file.offset(leak),
                    "the highest bit and a number of blocks, as the block is not in the free list and holds data",
                    "0");
        }
    }

    private boolean find(long offset, String expected, String found) {
        damage.add(new Finding(offset, expected, found));
        return false;
    }
}
