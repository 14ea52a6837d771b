package bstack.alloc.firstfit.internal.heap;

import static bstack.alloc.firstfit.internal.format.FirstFitLayout.*;

import bstack.alloc.firstfit.internal.format.Blocks;
import bstack.alloc.firstfit.internal.index.ListReader;
import bstack.alloc.firstfit.internal.index.LongList;
import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.spi.Finding;
import bstack.spi.HeapBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;

/**
 * A look at the whole heap that changes nothing: block by block by the headers, and along the free list.
 *
 * <p>Time and memory are bounded by the length of the payload. For one look at one time; not thread-safe.
 */
public final class HeapInspection {
    private static final int ENOUGH = 1000;

    private final Blocks blocks;
    private final long length;
    private final List<Finding> findings = new ArrayList<>();
    private final LongList marked = new LongList();

    private HeapInspection(BStack stack) throws IOException {
        this.blocks = new Blocks(stack);
        this.length = blocks.length();
    }

    /**
     * {@return all blocks in address order}
     *
     * @throws BStackCorruptException if the headers do not lead from the arena's start to its end
     */
    public static List<HeapBlock> blocks(BStack stack) throws IOException {
        return new HeapInspection(stack).blocks();
    }

    /** {@return what is unsound, in the order header, arena, free list} */
    public static List<Finding> verify(BStack stack) throws IOException {
        return new HeapInspection(stack).verify();
    }

    private List<HeapBlock> blocks() throws IOException {
        List<HeapBlock> all = new ArrayList<>();
        for (long at = ARENA_START; at < length; ) {
            long address = at + HEADER_SIZE;
            if (!isBlock(address)) {
                long next = blocks.gapEnd(at, length);
                if (next == NULL) {
                    throw blocks.damaged(at, sizeExpected(at), sizeFound(at));
                }
                all.add(new HeapBlock(at, next - at, HeapBlock.State.USED));
                at = next;
                continue;
            }
            long size = blocks.size(address);
            HeapBlock.State state = blocks.isFree(address) ? HeapBlock.State.FREE : HeapBlock.State.USED;
            all.add(new HeapBlock(at, size + OVERHEAD, state));
            at = blockEnd(address, size);
        }
        return all;
    }

    private List<Finding> verify() throws IOException {
        if (length < ARENA_START) {
            find(0, "a heap's header of " + ARENA_START + " bytes", "a payload of " + length + " bytes");
            return findings;
        }
        verifyHeader();
        boolean whole = verifyArena();
        verifyList(whole);
        return List.copyOf(findings);
    }

    private void verifyHeader() throws IOException {
        byte[] expected = magicPrefix();
        byte[] found = blocks.bytes(MAGIC_OFFSET, expected.length);
        if (!Arrays.equals(expected, found)) {
            find(MAGIC_OFFSET, magicText(), HexFormat.ofDelimiter(" ").formatHex(found));
        }
        if ((blocks.flags() & RECOVERY_NEEDED) != 0) {
            find(FLAGS_OFFSET, "a clear recovery flag", "a set one");
        }
        zero(FLAGS_OFFSET, blocks.word(FLAGS_OFFSET) & ~(long) RECOVERY_NEEDED, "flags and 4 bytes that are zero");
        zero(FREE_HEAD_OFFSET + WORD, blocks.word(FREE_HEAD_OFFSET + WORD), "zeros up to the arena");
    }

    private void zero(long offset, long word, String expected) {
        if (word != 0) {
            find(offset, expected, "0x" + Long.toHexString(word));
        }
    }

    /** Walks the arena and says whether the walk came to its end. */
    private boolean verifyArena() throws IOException {
        boolean afterFree = false;
        for (long at = ARENA_START; at < length; ) {
            long address = at + HEADER_SIZE;
            if (!isBlock(address)) {
                find(at, sizeExpected(at), sizeFound(at));
                at = blocks.gapEnd(at, length);
                if (at == NULL) {
                    return false;
                }
                afterFree = false;
                continue;
            }
            long size = blocks.size(address);
            long footer = blocks.footer(address, size);
            if (footer != size) {
                find(address + size, "a footer like the header, " + size, Long.toString(footer));
            }
            zero(
                    at + BLOCK_FLAGS,
                    blocks.word(at + BLOCK_FLAGS) & ~(long) FREE,
                    "the flag of a free block or none, then zeros");
            boolean isFree = blocks.isFree(address);
            if (isFree) {
                marked.add(address);
            }
            if (isFree && afterFree) {
                find(at, "a used block, after the free one before it", "a free one: they were not merged");
            }
            afterFree = isFree;
            at = blockEnd(address, size);
        }
        if (afterFree) {
            find(length - FOOTER_SIZE, "a used block at the end of the payload", "a free one");
        }
        return true;
    }

    private void verifyList(boolean whole) throws IOException {
        ListReader reader = new ListReader(blocks);
        try {
            reader.run();
        } catch (BStackCorruptException damage) {
            find(damage.offset() - FILE_HEADER_SIZE, damage.expected(), damage.found());
            return;
        }
        if (!whole) {
            return;
        }
        BitSet listed = new BitSet();
        for (int i = 0; i < reader.count(); i++) {
            int at = marked.search(reader.address(i));
            if (at < 0) {
                find(
                        reader.address(i) - HEADER_SIZE,
                        "the header of a block, as it is in the free list",
                        "the inside of one");
            } else {
                listed.set(at);
            }
        }
        for (int i = listed.nextClearBit(0); i < marked.size(); i = listed.nextClearBit(i + 1)) {
            find(
                    marked.get(i) - HEADER_SIZE + BLOCK_FLAGS,
                    "a used block, as it is not in the free list",
                    "one that is marked free");
        }
    }

    private boolean isBlock(long address) throws IOException {
        return isAddress(address, length) && fits(address, blocks.size(address), length);
    }

    private String sizeExpected(long at) {
        return "the header of a block, its size a multiple of 8 from %d, within the %d bytes that follow"
                .formatted(MIN_SIZE, length - at);
    }

    private String sizeFound(long at) throws IOException {
        return length - at < WORD ? "%d bytes".formatted(length - at) : "size " + blocks.word(at);
    }

    private void find(long offset, String expected, String found) {
        if (findings.size() < ENOUGH) {
            findings.add(new Finding(offset, expected, found));
        }
    }
}
