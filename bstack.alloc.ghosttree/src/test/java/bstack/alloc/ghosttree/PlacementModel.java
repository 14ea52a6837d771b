package bstack.alloc.ghosttree;

import bstack.alloc.ghosttree.internal.heap.GrowthRule;
import bstack.spi.BStackSlice;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where the blocks of a ghost tree go: the rules of its documents in the simplest form, on a sorted map. */
final class PlacementModel {
    private static final long UNIT = 32;
    private static final long NOWHERE = -1;

    private final GrowthRule rule;
    private final TreeMap<Long, Long> free = new TreeMap<>();
    private long end = Stacks.ARENA;
    private int released;
    private int merges;
    private int cuts;

    PlacementModel(GrowthRule rule) {
        this.rule = rule;
    }

    PlacementModel(PlacementModel other) {
        rule = other.rule;
        free.putAll(other.free);
        end = other.end;
        released = other.released;
        merges = other.merges;
        cuts = other.cuts;
    }

    private static long aligned(long length) {
        return (length + UNIT - 1) / UNIT * UNIT;
    }

    /** {@return where the payload ends} */
    long end() {
        return end;
    }

    /** {@return how often neighbours were merged for a request} */
    int merges() {
        return merges;
    }

    /** {@return how often more than the freed block was cut off} */
    int cuts() {
        return cuts;
    }

    /** {@return where a slice of {@code length} bytes is placed} */
    long alloc(long length) {
        return place(aligned(length), false);
    }

    /** {@return where the first of several slices is placed} */
    long allocBulk(long... lengths) {
        long size = 0;
        for (long length : lengths) {
            size += aligned(length);
        }
        return size == 0 ? 0 : place(size, true);
    }

    /** {@return where a slice is placed that ends at a limit at most, or −1} */
    long allocBelow(long length, long limit) {
        if (length > limit) {
            return NOWHERE;
        }
        joinBefore(limit);
        long start = lowest(aligned(length), limit - length);
        if (start == NOWHERE && released > 0 && ++released > free.size() / 8) {
            mergeNeighbours();
            start = lowest(aligned(length), limit - length);
        }
        if (start != NOWHERE) {
            take(start, start, aligned(length));
        }
        return start;
    }

    /** Merges the free blocks that lie without a gap just before a place. */
    private void joinBefore(long limit) {
        long start = limit;
        while (free.lowerEntry(start) != null
                && free.lowerKey(start) + free.lowerEntry(start).getValue() == start) {
            start = free.lowerKey(start);
        }
        if (start < limit) {
            free.subMap(start, limit).clear();
            free.put(start, limit - start);
        }
    }

    private long lowest(long size, long last) {
        for (Map.Entry<Long, Long> block : free.entrySet()) {
            if (block.getValue() >= size) {
                return block.getKey() <= last ? block.getKey() : NOWHERE;
            }
        }
        return NOWHERE;
    }

    private long place(long size, boolean front) {
        long block = bestFit(size);
        if (block == NOWHERE && isMergeDue()) {
            mergeNeighbours();
            merges++;
            block = bestFit(size);
        }
        if (block == NOWHERE) {
            end += size;
            return end - size;
        }
        long start = front ? block : block + free.get(block) - size;
        take(block, start, size);
        return start;
    }

    private long bestFit(long size) {
        return free.entrySet().stream()
                .filter(block -> block.getValue() >= size)
                .min(Map.Entry.<Long, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse(NOWHERE);
    }

    /** Takes the front or the back of a block. */
    private void take(long block, long start, long size) {
        long blockEnd = block + free.remove(block);
        if (block < start) {
            free.put(block, start - block);
        }
        if (start + size < blockEnd) {
            free.put(start + size, blockEnd - start - size);
        }
    }

    private boolean isMergeDue() {
        long bytes = free.values().stream().mapToLong(Long::longValue).sum();
        return bytes >= rule.leastFree() && bytes >= end / 4 && released > free.size() / 8;
    }

    /** Opens the heap again. */
    void reopen() {
        mergeNeighbours();
    }

    private void mergeNeighbours() {
        released = 0;
        TreeMap<Long, Long> merged = new TreeMap<>();
        free.forEach((start, size) -> {
            Map.Entry<Long, Long> last = merged.lastEntry();
            if (last != null && last.getKey() + last.getValue() == start) {
                merged.put(last.getKey(), last.getValue() + size);
            } else {
                merged.put(start, size);
            }
        });
        free.clear();
        free.putAll(merged);
    }

    /** Frees a slice. */
    void dealloc(BStackSlice slice) {
        release(slice.start(), aligned(slice.length()));
    }

    /** Frees several slices, neighbours as one. */
    void deallocBulk(Collection<BStackSlice> slices) {
        List<BStackSlice> sorted = slices.stream()
                .filter(slice -> !slice.isEmpty())
                .sorted(Comparator.naturalOrder())
                .toList();
        for (int i = 0; i < sorted.size(); ) {
            long start = sorted.get(i).start();
            long runEnd = start;
            for (; i < sorted.size() && sorted.get(i).start() == runEnd; i++) {
                runEnd += aligned(sorted.get(i).length());
            }
            release(start, runEnd - start);
        }
    }

    /** {@return where a slice is after a change of its length} */
    long realloc(BStackSlice slice, long newLength) {
        long start = slice.start();
        long size = aligned(slice.length());
        long newSize = aligned(newLength);
        if (newSize > size && start + size == end) {
            end += newSize - size;
        } else if (newSize > size) {
            long target = place(newSize, false);
            release(start, size);
            return target;
        } else if (newSize < size) {
            release(start + newSize, size - newSize);
        }
        return newLength == 0 ? 0 : start;
    }

    private void release(long start, long size) {
        if (start + size == end) {
            end = start;
        } else {
            free.put(start, size);
            released++;
        }
        long tail = end;
        while (free.lowerEntry(tail) != null
                && free.lowerKey(tail) + free.lowerEntry(tail).getValue() == tail) {
            tail = free.lowerKey(tail);
        }
        if (end - tail > rule.mostAtTail()) {
            cut(tail + rule.mostAtTail());
            cuts++;
        }
    }

    /** Cuts all free blocks off the end. */
    void trim() {
        cut(0);
    }

    private void cut(long limit) {
        int count = 0;
        while (end > limit
                && !free.isEmpty()
                && free.lastKey() + free.lastEntry().getValue() == end) {
            end = free.lastKey();
            free.remove(end);
            count++;
        }
        if (count > 64 && count > free.size() / 16) {
            released = Math.min(released, free.size()); // a new tree was less to write
        }
    }
}
