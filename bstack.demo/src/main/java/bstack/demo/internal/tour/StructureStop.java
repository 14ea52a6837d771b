package bstack.demo.internal.tour;

import bstack.collections.Claim;
import bstack.collections.Codec;
import bstack.collections.DurableMap;
import bstack.collections.DurableQueue;
import bstack.collections.HeapRoot;
import bstack.demo.internal.text.Figures;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.BStackAllocators;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Maps and queues in a heap, found by name, which change together. */
final class StructureStop {
    private static final int JOBS = 100;
    private static final Duration LONG = Duration.ofHours(1);

    private final Guide guide;

    StructureStop(Guide guide) {
        this.guide = guide;
    }

    void visit(Path folder, BStackAllocatorProvider provider) throws IOException {
        guide.heading(4, "Structures: sorted maps and queues, found by name");
        guide.explain("Nobody has to remember offsets. What is taken from a queue and what is counted in a map are one"
                + " transaction; and an element that a worker has claimed and not completed is there again.");
        Path file = folder.resolve("structures.bstack");
        try (BStackAllocator heap = BStackAllocators.create(file, provider.name())) {
            HeapRoot root = HeapRoot.open(heap);
            DurableQueue<String> jobs = root.queue("jobs", Codec.utf8());
            DurableMap<String, Long> done = root.map("done", Codec.utf8(), Codec.int64());
            heap.stack().transact(() -> {
                for (int i = 0; i < JOBS; i++) {
                    jobs.add("job " + i);
                }
            });
            guide.fact(JOBS + " jobs added", "in one transaction, at the price of one flush");
            long begun = System.nanoTime();
            for (int i = 1; i < JOBS; i++) {
                heap.stack().transact(() -> done.put(String.valueOf(jobs.poll()), 1L));
            }
            double each = (System.nanoTime() - begun) / (JOBS - 1.0);
            guide.fact("taken and noted, one by one", Figures.micros(each) + " each, both or neither");
            Claim<String> claim = jobs.claim(LONG);
            Guide.expect(claim != null && jobs.claim(LONG) == null, "the last job to be claimed once");
            guide.fact("the last one is claimed", "by a worker that now goes away without completing it");
        }
        try (BStackAllocator heap = BStackAllocators.open(file)) {
            HeapRoot root = HeapRoot.open(heap);
            String left = root.queue("jobs", Codec.utf8()).peek();
            long noted = root.map("done", Codec.utf8(), Codec.int64()).size();
            Guide.expect(("job " + (JOBS - 1)).equals(left) && noted == JOBS - 1, "every job noted, or still there");
            guide.fact("opened again", noted + " jobs are noted, and \"" + left + "\" is still to do");
        }
    }
}
