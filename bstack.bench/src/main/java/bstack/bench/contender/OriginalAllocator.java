package bstack.bench.contender;

import bstack.bench.Contender;
import bstack.bench.Content;
import bstack.bench.Op;
import bstack.bench.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the original's allocators do to the disk, re-enacted: each step of an operation is one small write and one
 * flush.
 *
 * <p>The numbers of steps are those of the original's source: first fit with a split takes 5 to allocate (recovery
 * flag, three for the split, flag) and 7 to free (flag, mark, size twice, list node, list head, flag; up to 12 where
 * neighbours merge); a growing reallocation moves, 11. In a ghost tree of a few hundred free blocks each operation
 * rewrites a path of the tree: 13 and 14 flushes, and a reallocation does both and writes the data. Only the flushes
 * are re-enacted, not the growing of the file, so this is the original at its best.
 */
public final class OriginalAllocator implements Contender {
    private static final int STEP = 24;
    private static final int PLACES = 40_000;

    private final String name;
    private final Map<Op, Integer> steps;

    private OriginalAllocator(String name, Map<Op, Integer> steps) {
        this.name = name;
        this.steps = steps;
    }

    /** {@return the original's first-fit allocator} */
    public static OriginalAllocator firstFit() {
        return new OriginalAllocator(
                "original's first fit", Map.of(Op.ALLOC, 5, Op.DEALLOC, 7, Op.REALLOC, 11, Op.REPLACE, 13));
    }

    /** {@return the original's ghost tree} */
    public static OriginalAllocator ghostTree() {
        return new OriginalAllocator(
                "original's ghost tree", Map.of(Op.ALLOC, 13, Op.DEALLOC, 14, Op.REALLOC, 28, Op.REPLACE, 28));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Task> prepare(Op op, Path folder) throws IOException {
        return steps.containsKey(op) ? Optional.of(new Steps(folder, steps.get(op))) : Optional.empty();
    }

    private static final class Steps implements Task {
        private final RawFile file;
        private final int count;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(STEP);
        private final Places places = new Places(PLACES);
        private long written;
        private long last;

        Steps(Path folder, int count) throws IOException {
            this.count = count;
            file = RawFile.nativeFile(folder.resolve("original"));
            file.write(ByteBuffer.allocateDirect(PLACES * STEP), 0);
            file.sync();
        }

        @Override
        public void run() throws IOException {
            for (int i = 0; i < count; i++) {
                last = (long) places.next() * STEP;
                buffer.putLong(0, ++written);
                file.write(buffer, last);
                file.sync();
            }
        }

        @Override
        public void verify() throws IOException {
            ByteBuffer found = ByteBuffer.allocateDirect(STEP);
            file.read(found, last);
            Content.checkEqual("the last step", written, found.getLong(0));
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
