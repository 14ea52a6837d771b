package bstack.alloc.ghosttree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bstack.alloc.ghosttree.internal.provider.GhostTreeProvider;
import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.Storage;
import bstack.spi.Finding;
import bstack.testkit.replay.CrashImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What opening would mend can be asked for before anything is mended, and for a stack that is only read. */
class NeedsMendingTest {
    private final GhostTreeProvider provider = new GhostTreeProvider();

    private List<Long> flaws(byte[] payload) throws IOException {
        Storage file = Stacks.storage(payload);
        byte[] before = Stacks.file(file);
        List<Finding> found;
        try (BStack stack = BStack.openReadOnly(file)) {
            found = provider.needsMending(stack);
            assertArrayEquals(payload, stack.peek(0));
        }
        try (BStack stack = BStack.open(file)) {
            assertEquals(found, provider.needsMending(stack));
            assertArrayEquals(payload, stack.peek(0));
        }
        assertArrayEquals(before, Stacks.file(file));
        return found.stream().map(Finding::offset).toList();
    }

    @Test
    void aSoundHeapNeedsNoMendingNotEvenIfNeighboursWillBeMerged() throws IOException {
        assertEquals(List.of(), flaws(HeapBytes.sound().payload()));
        assertEquals(
                List.of(),
                flaws(HeapBytes.sound()
                        .free(176, 32, 0, 1, 0, 0)
                        .node(48, 32, 1, 2, 0, 176)
                        .node(112, 64, -1, 3, 48, 208)
                        .payload()));
    }

    @Test
    void whatIsMendedIsToldAndWhatIsRefusedIsRefused() throws IOException {
        assertEquals(
                List.of(120L),
                flaws(HeapBytes.sound().node(112, 64, 1, 2, 48, 208).payload()));
        byte[] sound = HeapBytes.sound().payload();
        assertEquals(List.of(sound.length + 5L), flaws(Arrays.copyOf(sound, sound.length + 5)));
        assertEquals(List.of(0L), flaws(new byte[48]));
        for (byte[] refused :
                new byte[][] {new byte[60], HeapBytes.sound().root(49).payload()}) {
            assertThrows(BStackCorruptException.class, () -> flaws(refused));
        }
    }

    @Test
    void afterMendingNothingIsLeftToBeMended() throws IOException {
        for (CrashImage image : GhostTreeCrashImageTest.images()) {
            Storage file = Stacks.holding(image.file());
            try (BStack stack = BStack.open(file)) {
                provider.needsMending(stack);
                provider.open(stack);
            }
            try (BStack stack = BStack.open(file)) {
                assertEquals(List.of(), provider.needsMending(stack), image.name());
            }
        }
    }
}
