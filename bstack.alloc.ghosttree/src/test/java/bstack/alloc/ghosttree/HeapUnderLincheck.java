package bstack.alloc.ghosttree;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.core.Storage;
import bstack.spi.BStackSlice;
import java.io.IOException;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/** A heap's operations as Lincheck calls them. Public, because Lincheck instantiates it. */
@Param(name = "units", gen = IntGen.class, conf = "1:3")
@Param(name = "block", gen = IntGen.class, conf = "0:3")
public class HeapUnderLincheck {
    private static final int UNIT = 32;
    private static final int ARENA = 48;

    final GhostTreeBStackAllocator heap;

    /** Opens an empty heap in memory. */
    public HeapUnderLincheck() throws IOException {
        heap = GhostTreeBStackAllocator.open(BStack.open(
                Storage.memory(),
                BStackOptions.defaults()
                        .journalSize(BStackOptions.MIN_JOURNAL_SIZE)
                        .preallocation(0)));
    }

    @Operation
    public long alloc(@Param(name = "units") int units) throws IOException {
        return heap.alloc((long) UNIT * units).start();
    }

    /** Frees a block of one unit, or the part of a larger one: whoever comes second is refused. */
    @Operation
    public boolean dealloc(@Param(name = "block") int block) throws IOException {
        try {
            BStackSlice slice = heap.slice(ARENA + (long) UNIT * block, UNIT);
            heap.dealloc(slice);
            return true;
        } catch (IllegalArgumentException | IndexOutOfBoundsException noBlock) {
            return false;
        }
    }

    @Operation
    public long length() throws IOException {
        return heap.length();
    }
}
