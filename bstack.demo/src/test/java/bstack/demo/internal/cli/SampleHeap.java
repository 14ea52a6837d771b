package bstack.demo.internal.cli;

import bstack.collections.Codec;
import bstack.collections.DurableMap;
import bstack.collections.DurableQueue;
import bstack.collections.HeapRoot;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/** A heap with everything that a picture of one shows: a map, a queue, values apart, plain slices, and holes. */
final class SampleHeap {
    private SampleHeap() {}

    /** Makes the heap in a new file. The same arguments make the same heap but for stamps and ids. */
    static void make(Path file, String allocator, int entries) throws IOException {
        Random random = new Random(7);
        try (BStackAllocator heap = BStackAllocators.create(file, allocator)) {
            HeapRoot root = HeapRoot.open(heap);
            heap.stack().transact(() -> {
                DurableMap<String, byte[]> pictures = root.map("pictures", Codec.utf8(), Codec.bytes());
                DurableMap<Long, String> visits = root.map("visits", Codec.int64(), Codec.utf8());
                DurableQueue<String> jobs = root.queue("jobs", Codec.utf8());
                BStackSlice[] plain = new BStackSlice[entries / 10 + 1];
                for (int i = 0; i < entries; i++) {
                    byte[] picture = new byte[random.nextInt(10) == 0 ? 30_000 : random.nextInt(3000)];
                    random.nextBytes(picture);
                    pictures.put("2024/cat-%04d.jpg".formatted(i), picture);
                    visits.put((long) i, "visitor " + i);
                    jobs.add("convert picture " + i);
                    if (i % 10 == 0) {
                        plain[i / 10] = heap.alloc(500 + random.nextInt(5000));
                    }
                }
                for (int i = 0; i < entries; i += 3) {
                    pictures.remove("2024/cat-%04d.jpg".formatted(i));
                    if (i % 10 == 0 && i / 10 % 2 == 0) {
                        heap.dealloc(plain[i / 10]);
                    }
                }
            });
        }
    }

    /** Makes one from the command line. */
    public static void main(String[] args) throws IOException {
        make(Path.of(args[0]), args[1], Integer.parseInt(args[2]));
    }
}
