package bstack.demo.internal.heap;

import bstack.spi.HeapBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * A heap in figures.
 *
 * @param used the used blocks
 * @param free the free blocks
 * @param largestFree the largest free block; 0 if there is none
 * @param largestFreeStart where it begins; −1 if there is none
 * @param freeAtEnd the free bytes that reach the end of the payload
 * @param histogram the blocks by size
 */
public record HeapFigures(
        Total used, Total free, long largestFree, long largestFreeStart, long freeAtEnd, List<SizeClass> histogram) {

    /** A number of blocks, and their bytes. */
    public record Total(long blocks, long bytes) {
        Total plus(HeapBlock block) {
            return new Total(blocks + 1, bytes + block.length());
        }
    }

    /** The blocks with a size above half of {@code upTo} bytes, and up to that. */
    public record SizeClass(long upTo, Total used, Total free) {}

    private static final int SMALLEST = 5;
    private static final Total NONE = new Total(0, 0);

    /** {@return the figures of these blocks} */
    public static HeapFigures of(List<HeapBlock> blocks, long length) {
        Total used = NONE;
        Total free = NONE;
        long largest = 0;
        long largestStart = -1;
        Total[][] classes = new Total[Long.SIZE][];
        for (HeapBlock block : blocks) {
            int index = Math.max(SMALLEST, Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, block.length()) - 1));
            Total[] both = classes[index] == null ? new Total[] {NONE, NONE} : classes[index];
            both[block.isFree() ? 1 : 0] = both[block.isFree() ? 1 : 0].plus(block);
            classes[index] = both;
            if (!block.isFree()) {
                used = used.plus(block);
            } else {
                free = free.plus(block);
                if (block.length() > largest) {
                    largest = block.length();
                    largestStart = block.start();
                }
            }
        }
        HeapBlock last = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
        long atEnd = last != null && last.isFree() && last.end() == length ? last.length() : 0;
        return new HeapFigures(used, free, largest, largestStart, atEnd, histogram(classes));
    }

    private static List<SizeClass> histogram(Total[][] classes) {
        List<SizeClass> histogram = new ArrayList<>();
        int first = 0;
        int last = -1;
        for (int i = classes.length - 1; i >= 0; i--) {
            if (classes[i] != null) {
                first = i;
                last = Math.max(last, i);
            }
        }
        for (int i = first; i <= last; i++) {
            Total[] both = classes[i] == null ? new Total[] {NONE, NONE} : classes[i];
            histogram.add(new SizeClass(1L << i, both[0], both[1]));
        }
        return histogram;
    }

    /** {@return the share of the free bytes that is outside of the largest free block, from 0 to 1} */
    public double fragmentation() {
        return free.bytes == 0 ? 0 : 1 - (double) largestFree / free.bytes;
    }
}
