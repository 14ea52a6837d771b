package bstack.demo.internal.store;

import bstack.spi.HeapBlock;
import bstack.spi.HeapBlock.State;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/**
 * The search for a catalog in a heap whose root is empty: it distinguishes a store that has lost its root from
 * a heap that another program uses in its own way.
 */
final class LostRoot {
    /** Every allocator's slices begin at a multiple of this. */
    private static final int STEP = 8;

    private static final int PIECE = 1 << 20;

    private LostRoot() {}

    /** {@return where in the used blocks a catalog is, if there is one} */
    static OptionalLong find(InspectableAllocator heap, List<HeapBlock> blocks) throws IOException {
        for (HeapBlock block : blocks) {
            OptionalLong found = block.state() == State.USED ? find(heap, block) : OptionalLong.empty();
            if (found.isPresent()) {
                return found;
            }
        }
        return OptionalLong.empty();
    }

    private static OptionalLong find(InspectableAllocator heap, HeapBlock block) throws IOException {
        long end = block.start() + block.length();
        byte[] piece = new byte[(int) Math.min(PIECE, block.length())];
        for (long start = block.start(); start <= end - Catalog.SIZE; start += PIECE - Catalog.SIZE) {
            int length = (int) Math.min(piece.length, end - start);
            heap.stack().getInto(start, ByteBuffer.wrap(piece, 0, length));
            for (int at = 0; at <= length - Catalog.SIZE; at += STEP) {
                if (Catalog.isAt(piece, at)) {
                    return OptionalLong.of(start + at);
                }
            }
        }
        return OptionalLong.empty();
    }
}
