package bstack.alloc.firstfit;

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
    private static final int UNIT = 40;

    final FirstFitBStackAllocator heap;

    /** Opens an empty heap in memory. */
    public HeapUnderLincheck() throws IOException {
        heap = FirstFitBStackAllocator.open(BStack.open(
                Storage.memory(),
                BStackOptions.defaults()
                        .journalSize(BStackOptions.MIN_JOURNAL_SIZE)
                        .preallocation(0)));
    }

    @Operation
    public long alloc(@Param(name = "units") int units) throws IOException {
        return heap.alloc(16 + UNIT * (units - 1)).start();
    }

    /** Frees the one byte slice at the start of a block, wherever there is one: whoever comes second is refused. */
    @Operation
    public boolean dealloc(@Param(name = "block") int block) throws IOException {
        try {
            BStackSlice slice = heap.slice(64 + UNIT * block, 1);
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
