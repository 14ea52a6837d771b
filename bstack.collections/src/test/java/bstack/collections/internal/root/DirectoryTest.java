package bstack.collections.internal.root;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.collections.HeapKind;
import bstack.collections.internal.format.TreeKind;
import bstack.collections.internal.tree.Tree;
import bstack.core.BStack;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is left of a large structure is freed in steps, by whoever comes next. */
class DirectoryTest {
    private static final int ENTRIES = 4000;

    private BStackAllocator heap;
    private Directory directory;

    @BeforeEach
    void open() throws IOException {
        heap = HeapKind.FIRST_FIT.open(BStack.open(Storage.memory()));
        directory = Directory.open(heap);
        Tree other = directory.open("other", TreeKind.MAP, List.of("a", "b")).tree();
        other.put(new byte[1], new byte[1]);
        fill("large");
    }

    private Structure fill(String name) throws IOException {
        Structure structure = directory.open(name, TreeKind.MAP, List.of("a", "b"));
        heap.stack().transact(() -> {
            for (int i = 0; i < ENTRIES; i++) {
                byte[] key = ByteBuffer.allocate(8).putLong(i).array();
                structure.tree().put(key, new byte[i % 50 == 0 ? 2000 : 400]);
            }
        });
        return structure;
    }

    /** {@return how many slices are reached; fails unless these are all that are allocated} */
    private int slices() throws IOException {
        TreeSet<BStackSlice> reached = new TreeSet<>();
        directory.trace(slice -> assertTrue(reached.add(slice), () -> "twice: " + slice));
        long used = ((InspectableAllocator) heap)
                .blocks().stream()
                        .filter(block -> block.state() == HeapBlock.State.USED)
                        .count();
        assertEquals(used, reached.size());
        return reached.size();
    }

    @Test
    void eachStepOfADropFreesSomeAndLosesNone() throws IOException {
        int before = slices();
        directory.beginDrop("large");
        assertEquals(1, directory.structures().size());
        int left = slices();
        assertTrue(left < before && left > 5);
        int steps = 0;
        while (directory.sweepStep()) {
            int now = slices();
            assertTrue(now < left && now > left - 400, () -> now + " slices are left");
            left = now;
            steps++;
        }
        assertTrue(steps > 1);
        assertEquals(4, left);
        assertFalse(directory.sweepStep());
    }

    @Test
    void anOpenFinishesWhatADropHasBegun() throws IOException {
        directory.beginDrop("large");
        assertTrue(slices() > 5);
        directory = Directory.open(heap);
        assertEquals(4, slices());
    }

    @Test
    void anotherDropOrClearFinishesIt() throws IOException {
        directory.beginDrop("large");
        directory.drop("no such structure");
        assertEquals(4, slices());
        Structure again = fill("large");
        again.clear();
        assertEquals(5, slices());
        assertEquals(0, again.tree().size());
    }

    @Test
    void anOpenInATransactionOrAViewLeavesItToOthers() throws IOException {
        directory.beginDrop("large");
        int left = slices();
        heap.stack().transact(() -> {
            Directory.open(heap);
        });
        heap.stack().view(() -> Directory.open(heap));
        assertEquals(left, slices());
    }

    @Test
    void aDropInATransactionIsPartOfThat() throws IOException {
        heap.stack().transact(() -> directory.drop("large"));
        assertEquals(4, slices());
    }

    @Test
    void aStructureThatIsMadeAgainIsAnother() throws IOException {
        Structure first = directory.open("large", TreeKind.MAP, List.of("a", "b"));
        directory.drop("large");
        Structure second = directory.open("large", TreeKind.MAP, List.of("a", "b"));
        assertThrows(IllegalStateException.class, () -> first.tree().size());
        assertEquals(0, second.tree().size());
    }
}
