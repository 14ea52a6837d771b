package bstack.crashtest;

import bstack.alloc.firstfit.FirstFitBStackAllocator;
import bstack.alloc.ghosttree.GhostTreeBStackAllocator;
import bstack.collections.Codec;
import bstack.collections.DurableMap;
import bstack.collections.DurableQueue;
import bstack.collections.HeapRoot;
import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;

/**
 * A program that compacts a heap again and again while others write, until it is killed. It prints {@code W N} when change
 * N of writer W is durable, and {@code compacted} after each compaction.
 *
 * <p>Change N of a writer sets key N modulo {@value #KEYS} in his map, and adds an element to his queue, in one
 * transaction; from the {@value #KEPT}th element on, it removes one as well. Values and elements are made of the number.
 */
final class CompactingProgram {
    static final int WRITERS = 2;
    static final int KEYS = 300;
    static final int KEPT = 100;

    private CompactingProgram() {}

    static BStackAllocator open(String kind, Path file) throws IOException {
        BStack stack = BStack.open(file);
        return kind.equals("first-fit") ? FirstFitBStackAllocator.open(stack) : GhostTreeBStackAllocator.open(stack);
    }

    static DurableMap<Long, byte[]> map(HeapRoot root, int writer) throws IOException {
        return root.map("map" + writer, Codec.int64(), Codec.bytes());
    }

    static DurableQueue<byte[]> queue(HeapRoot root, int writer) throws IOException {
        return root.queue("queue" + writer, Codec.bytes());
    }

    /** {@return what a change writes: its number, and bytes that are drawn from it, of any length} */
    static byte[] value(int writer, long number) {
        Random random = new Random(writer * 1_000_003L + number);
        byte[] value = new byte[Long.BYTES + (random.nextInt(3) == 0 ? random.nextInt(9_000) : random.nextInt(400))];
        random.nextBytes(value);
        ByteBuffer.wrap(value).putLong(number);
        return value;
    }

    /** {@return the number of the change that has written a value} */
    static long number(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }

    /** {@return the number of the last change of a writer, −1 if there is none} */
    static long last(DurableMap<Long, byte[]> map) throws IOException {
        long[] last = {-1};
        map.forEach((key, value) -> last[0] = Math.max(last[0], number(value)));
        return last[0];
    }

    /**
     * Runs.
     *
     * @param arguments the kind of the heap, and the file
     */
    public static void main(String[] arguments) throws Exception {
        BStackAllocator heap = open(arguments[0], Path.of(arguments[1]));
        HeapRoot root = HeapRoot.open(heap);
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true);
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            DurableMap<Long, byte[]> map = map(root, writer);
            DurableQueue<byte[]> queue = queue(root, writer);
            long next = last(map) + 1;
            Thread thread = new Thread(() -> write(heap, out, writer, map, queue, next));
            thread.setDaemon(true);
            thread.start();
        }
        while (true) {
            root.compact(null);
            out.println("compacted");
        }
    }

    private static void write(
            BStackAllocator heap,
            PrintStream out,
            int writer,
            DurableMap<Long, byte[]> map,
            DurableQueue<byte[]> queue,
            long first) {
        try {
            for (long n = first; ; n++) {
                long number = n;
                heap.stack().transact(() -> {
                    map.put(number % KEYS, value(writer, number));
                    queue.add(value(writer, number));
                    if (number >= KEPT) {
                        queue.poll();
                    }
                });
                out.println(writer + " " + n);
            }
        } catch (IOException | RuntimeException e) {
            e.printStackTrace(System.err);
            Runtime.getRuntime().halt(1);
        }
    }
}
