package bstack.alloc.firstfit;

import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The placement of the first-fit format, written down a second time and as plainly as possible: blocks in a map, free
 * ones in a list, every search a walk.
 *
 * <p>Addresses and sizes only, no contents.
 */
final class ReferenceHeap {
    private static final long START = 64;

    /** Size by address, of all blocks. */
    private final TreeMap<Long, Long> blocks = new TreeMap<>();
    /** Addresses, the newest first. */
    private final LinkedList<Long> free = new LinkedList<>();

    ReferenceHeap() {}

    ReferenceHeap(ReferenceHeap other) {
        blocks.putAll(other.blocks);
        free.addAll(other.free);
    }

    static long round(long length) {
        return Math.max(16, (length + 7) / 8 * 8);
    }

    long length() {
        return blocks.isEmpty() ? 48 : blocks.lastKey() + blocks.lastEntry().getValue() + 8;
    }

    List<String> freeBlocks() {
        List<String> all = new ArrayList<>();
        free.forEach(address -> all.add(address + ":" + blocks.get(address)));
        return all;
    }

    Map<Long, Long> all() {
        return blocks;
    }

    boolean isFree(long address) {
        return free.contains(address);
    }

    long alloc(long length) {
        long size = round(length);
        for (long address : free) {
            long found = blocks.get(address);
            if (found >= size + 24 + 16) {
                blocks.put(address, found - size - 24);
                blocks.put(address + found - size, size);
                return address + found - size;
            }
            if (found >= size) {
                free.remove(address);
                return address;
            }
        }
        long address = blocks.isEmpty() ? START : length() + 16;
        blocks.put(address, size);
        return address;
    }

    void dealloc(long address) {
        if (blocks.lastKey() == address) {
            blocks.remove(address);
            while (!blocks.isEmpty() && free.remove(blocks.lastKey())) {
                blocks.remove(blocks.lastKey());
            }
            return;
        }
        long merged = address;
        Map.Entry<Long, Long> right = blocks.higherEntry(address);
        if (right != null && free.remove(right.getKey())) {
            blocks.remove(right.getKey());
            blocks.merge(address, right.getValue() + 24, Long::sum);
        }
        Map.Entry<Long, Long> left = blocks.lowerEntry(address);
        if (left != null && free.remove(left.getKey())) {
            merged = left.getKey();
            blocks.put(merged, left.getValue() + 24 + blocks.remove(address));
        }
        free.addFirst(merged);
    }

    long realloc(long address, long length, long newLength) {
        long size = blocks.get(address);
        long wanted = round(newLength);
        if (wanted == round(length)) {
            return address;
        }
        if (blocks.lastKey() == address) {
            blocks.put(address, wanted);
            return address;
        }
        if (size >= wanted) {
            return address;
        }
        Map.Entry<Long, Long> right = blocks.higherEntry(address);
        if (free.contains(right.getKey()) && size + 24 + right.getValue() >= wanted) {
            long merged = size + 24 + right.getValue();
            free.remove(right.getKey());
            blocks.remove(right.getKey());
            if (merged >= wanted + 24 + 16) {
                blocks.put(address, wanted);
                blocks.put(address + wanted + 24, merged - wanted - 24);
                free.addFirst(address + wanted + 24);
            } else {
                blocks.put(address, merged);
            }
            return address;
        }
        long moved = alloc(newLength);
        dealloc(address);
        return moved;
    }
}
