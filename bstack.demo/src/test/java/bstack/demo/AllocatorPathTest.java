package bstack.demo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.BStackSlice;
import bstack.testkit.storage.FilterStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Through how many classes an allocator's read of one field goes, from the user's call to the medium. */
final class AllocatorPathTest {
    /** To what an operation reads first; by way of the index of free space and the changes so far it is two more. */
    private static final int MOST_CHANGES = 9;

    private static final int MOST_CHANGES_BY_THE_INDEX = MOST_CHANGES + 2;
    private static final int MOST_RETURNS = 2;

    private static final StackWalker WALKER = StackWalker.getInstance();

    /** A medium that is not mapped, and that notes on what paths its bytes are read. */
    private static final class WatchedReads extends FilterStorage {
        private final List<List<String>> paths = new ArrayList<>();

        WatchedReads() {
            super(Storage.memory());
        }

        @Override
        public int read(long position, ByteBuffer dst) throws IOException {
            paths.add(classes());
            return super.read(position, dst);
        }
    }

    /** {@return the classes of the library that are on the stack, innermost first, without repetitions in a row} */
    private static List<String> classes() {
        List<String> frames = WALKER.walk(all -> all.map(StackWalker.StackFrame::getClassName)
                .filter(name -> name.startsWith("bstack.") && !name.startsWith(AllocatorPathTest.class.getName()))
                .map(name -> name.contains("$") ? name.substring(0, name.indexOf('$')) : name)
                .toList());
        List<String> classes = new ArrayList<>();
        for (String frame : frames) {
            if (classes.isEmpty() || !classes.get(classes.size() - 1).equals(frame)) {
                classes.add(frame);
            }
        }
        return classes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void from_an_operation_to_the_read_of_a_field(String allocator) throws IOException {
        WatchedReads medium = new WatchedReads();
        try (BStackAllocator heap = BStackAllocators.create(BStack.open(medium), allocator)) {
            List<BStackSlice> slices = new ArrayList<>();
            for (int i = 1; i <= 8; i++) {
                slices.add(heap.alloc(100 * i));
            }
            medium.paths.clear();
            heap.dealloc(slices.get(1));
            heap.dealloc(slices.get(4));
            heap.realloc(slices.get(6), 300);
            heap.alloc(150);
            heap.dealloc(slices.get(0));
        }
        assertTrue(!medium.paths.isEmpty());
        for (List<String> path : medium.paths) {
            boolean byIndex = path.stream().anyMatch(c -> c.contains(".internal.index."));
            int most = byIndex ? MOST_CHANGES_BY_THE_INDEX : MOST_CHANGES;
            int changes = path.size() - 1;
            int returns = path.size() - new HashSet<>(path).size();
            assertTrue(
                    changes <= most && returns <= MOST_RETURNS,
                    () -> changes + " changes of class, " + returns + " back: " + path);
        }
    }
}
