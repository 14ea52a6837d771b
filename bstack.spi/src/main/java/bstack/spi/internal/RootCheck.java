package bstack.spi.internal;

import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.Finding;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A look at the heap's root: the first 16 of the bytes that the format leaves to the user hold a slice, start and length,
 * by which everything else is found. One that is not zero and names nothing that is allocated has been damaged.
 */
final class RootCheck {
    private static final int SIZE = 16;

    private RootCheck() {}

    /** {@return what is wrong with the root; empty if it is zero, names something, or cannot be judged} */
    static Optional<Finding> of(BStackAllocator heap) throws IOException {
        BStackSlice reserved = heap.reserved();
        if (!(heap instanceof InspectableAllocator inspectable) || reserved.length() < SIZE) {
            return Optional.empty();
        }
        ByteBuffer root = ByteBuffer.wrap(reserved.read(0, SIZE)).order(ByteOrder.LITTLE_ENDIAN);
        long start = root.getLong();
        long length = root.getLong();
        if (start == 0 && length == 0 || namesSomething(inspectable, start, length)) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                reserved.start(),
                "the heap's root, zero or a slice that is allocated",
                "a slice of %s bytes at %s, where nothing is allocated"
                        .formatted(Long.toUnsignedString(length), Long.toUnsignedString(start))));
    }

    private static boolean namesSomething(InspectableAllocator heap, long start, long length) throws IOException {
        for (HeapBlock block : heap.blocks()) {
            if (!block.isFree() && start >= block.start() && start < block.end()) {
                return length >= 0 && length <= block.end() - start;
            }
        }
        return false;
    }
}
