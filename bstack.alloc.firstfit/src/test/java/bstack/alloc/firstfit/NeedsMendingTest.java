package bstack.alloc.firstfit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bstack.alloc.firstfit.internal.provider.FirstFitProvider;
import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.spi.Finding;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What opening would mend can be asked for before anything is mended, and for a stack that is only read. */
class NeedsMendingTest {
    @Test
    void whatOpeningWouldMendIsToldBeforeAndNotAfterwards() throws IOException {
        FirstFitProvider provider = new FirstFitProvider();
        HeapBytes heap = new HeapBytes();
        heap.used(32, 1);
        long free = heap.free(16);
        heap.used(16, 3);
        byte[] sound = heap.payload();
        try (BStack stack = Stacks.stack(sound)) {
            assertEquals(List.of(), provider.needsMending(stack));
        }
        byte[] broken = heap.word(32, 0).flagged().payload();
        try (BStack stack = BStack.openReadOnly(Stacks.storage(broken))) {
            assertEquals(
                    List.of(32L, 24L),
                    provider.needsMending(stack).stream().map(Finding::offset).toList(),
                    "free " + free);
            assertArrayEquals(broken, stack.peek(0));
        }
        try (BStack stack = Stacks.stack(broken)) {
            assertEquals(2, provider.needsMending(stack).size());
            assertArrayEquals(broken, stack.peek(0));
            provider.open(stack).intoStack();
            assertEquals(List.of(), provider.needsMending(stack));
        }
        try (BStack stack = Stacks.stack(new byte[70])) {
            assertThrows(BStackCorruptException.class, () -> provider.needsMending(stack));
        }
    }
}
