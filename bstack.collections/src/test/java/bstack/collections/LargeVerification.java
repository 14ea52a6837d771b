package bstack.collections;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A program for a JVM with little memory: it verifies and salvages a large map, sound and then with every second value
 * damaged, and prints what it has found.
 */
final class LargeVerification {
    /** The length of the values that have slices of their own. */
    private static final int LONG = 1_100;
    /** Each so-manieth entry has such a value. */
    static final int EVERY = 20;

    private LargeVerification() {}

    public static void main(String[] arguments) throws IOException {
        long entries = Long.parseLong(arguments[1]);
        try (BStack stack = BStack.open(Path.of(arguments[0]))) {
            BStackAllocator heap = HeapKind.FIRST_FIT.open(stack);
            HeapRoot root = HeapRoot.open(heap);
            DurableMap<Long, byte[]> map = root.map("map", Codec.int64(), Codec.bytes());
            fill(stack, map, entries);
            report(root, map);
            damage(heap);
            report(root, map);
        }
    }

    private static void fill(BStack stack, DurableMap<Long, byte[]> map, long entries) throws IOException {
        for (long from = 0; from < entries; from += 10_000) {
            long first = from;
            stack.transact(() -> {
                for (long i = first; i < Math.min(entries, first + 10_000); i++) {
                    map.put(i, new byte[i % EVERY == 0 ? LONG : 8]);
                }
            });
        }
    }

    private static void report(HeapRoot root, DurableMap<Long, byte[]> map) throws IOException {
        long[] counts = new long[3];
        root.verifyAll(damage -> counts[0]++);
        map.salvage((key, value) -> counts[1]++, damage -> counts[2]++);
        System.out.printf("%d damaged, %d salvaged, %d not%n", counts[0], counts[1], counts[2]);
    }

    private static void damage(BStackAllocator heap) throws IOException {
        InspectableAllocator inspected = (InspectableAllocator) heap;
        int n = 0;
        for (HeapBlock block : inspected.blocks()) {
            BStackSlice slice = inspected.allocation(block);
            if (!block.isFree() && slice.length() >= LONG && slice.length() < 2 * LONG && n++ % 2 == 0) {
                slice.write(new byte[] {1});
            }
        }
    }
}
