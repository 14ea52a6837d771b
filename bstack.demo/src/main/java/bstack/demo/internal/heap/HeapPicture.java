package bstack.demo.internal.heap;

import bstack.collections.StoredPart.Cell;
import bstack.collections.StoredPart.Node;
import bstack.collections.StoredPart.Root;
import bstack.demo.internal.heap.StructureWalk.Structure;
import bstack.spi.BStackAllocator;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A heap as ranges of its payload, each with what it is for; they follow each other without gaps.
 *
 * @param allocator the name of the allocator
 * @param length the length of the payload
 * @param segments the ranges
 * @param structures the structures, the directory first; empty if there are none
 * @param blocks the allocator's own blocks
 */
public record HeapPicture(
        String allocator, long length, List<Segment> segments, List<Structure> structures, List<HeapBlock> blocks) {

    /** {@return the picture of a heap, of one committed state} */
    public static HeapPicture of(InspectableAllocator heap) throws IOException {
        return heap.stack().view(() -> draw(heap));
    }

    private static HeapPicture draw(InspectableAllocator heap) throws IOException {
        List<Segment> uses = new ArrayList<>();
        List<Structure> structures = uses(heap, uses);
        uses.sort(Comparator.comparingLong(Segment::start));
        List<HeapBlock> blocks = heap.blocks();
        return new HeapPicture(
                heap.name(),
                heap.stack().length(),
                segments(blocks, uses, heap.stack().length()),
                structures,
                blocks);
    }

    /** Collects what the structures occupy. Keys are decoded afterwards, when their codecs are known. */
    private static List<Structure> uses(BStackAllocator heap, List<Segment> uses) throws IOException {
        List<byte[]> keys = new ArrayList<>();
        List<Structure> structures = StructureWalk.run(heap, new StructureWalk.Visitor() {
            private void add(long start, long length, Use use, int structure, byte[] key) {
                uses.add(new Segment(start, length, use, structure, ""));
                keys.add(key);
            }

            @Override
            public void root(int structure, Root root) {
                add(root.start(), root.length(), Use.ROOT, structure, new byte[0]);
            }

            @Override
            public void page(int structure, Node page) {
                add(page.start(), page.length(), Use.PAGE, structure, new byte[0]);
            }

            @Override
            public void cell(int structure, Cell cell) {
                if (cell.isApart() && cell.valueLength() > 0) {
                    add(cell.valueStart(), cell.valueLength(), Use.VALUE, structure, cell.key());
                }
            }

            @Override
            public void damaged(int structure, long offset) {
                // It stays part of what nobody knows; check reports it.
            }
        });
        for (int i = 0; i < uses.size(); i++) {
            Segment use = uses.get(i);
            if (use.use() == Use.VALUE) {
                List<String> codecs = structures.get(use.structure()).codecs();
                String codec = codecs.size() > 1 ? codecs.get(0) : "int64";
                uses.set(
                        i,
                        new Segment(
                                use.start(), use.length(), use.use(), use.structure(), KeyText.of(codec, keys.get(i))));
            }
        }
        return structures;
    }

    /** {@return the blocks, cut where the structures' slices begin and end} */
    private static List<Segment> segments(List<HeapBlock> blocks, List<Segment> uses, long length) {
        List<Segment> segments = new ArrayList<>(blocks.size() + uses.size() + 1);
        long at = blocks.isEmpty() ? length : blocks.get(0).start();
        add(segments, 0, at, Use.ALLOCATOR);
        int next = 0;
        for (HeapBlock block : blocks) {
            if (block.isFree()) {
                add(segments, block.start(), block.end(), Use.FREE);
                continue;
            }
            while (next < uses.size() && uses.get(next).start() < block.start()) {
                next++;
            }
            next = cut(segments, block, uses, next);
        }
        return segments;
    }

    private static int cut(List<Segment> segments, HeapBlock block, List<Segment> uses, int first) {
        long at = block.start();
        int next = first;
        boolean any = false;
        for (; next < uses.size() && uses.get(next).start() < block.end(); next++) {
            Segment use = uses.get(next);
            if (use.start() >= at && use.end() <= block.end() && use.end() > use.start()) {
                // What precedes a slice within its block are the allocator's own words, or a slice that nobody knows.
                add(segments, at, use.start(), use.start() - at <= WORDS ? Use.ALLOCATOR : Use.OTHER);
                segments.add(use);
                at = use.end();
                any = true;
            }
        }
        add(segments, at, block.end(), any && block.end() - at <= WORDS ? Use.ALLOCATOR : Use.OTHER);
        return next;
    }

    /** What an allocator adds to a slice at most: words before and after it, and padding. */
    private static final int WORDS = 31;

    private static void add(List<Segment> segments, long start, long end, Use use) {
        if (end > start) {
            segments.add(new Segment(start, end - start, use, -1, ""));
        }
    }

    /** {@return the name of a structure for people} */
    public String nameOf(int structure) {
        return structure < 0
                ? ""
                : structure == 0 ? "the directory" : structures.get(structure).name();
    }
}
