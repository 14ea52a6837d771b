package bstack.alloc.ghosttree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.testkit.replay.AllocatorRecovery;
import bstack.testkit.replay.CrashImage;
import bstack.testkit.replay.CrashImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files as the Rust implementation left them when it was killed. */
class GhostTreeCrashImageTest {
    static List<CrashImage> images() throws IOException {
        return CrashImages.read(Path.of("src/test/resources/reference/crash/ghosttree.zip"));
    }

    @ParameterizedTest
    @MethodSource("images")
    void aKilledHeapOpensWithEveryLiveSliceAndGoesOnWorking(CrashImage image, @TempDir Path directory)
            throws IOException {
        new AllocatorRecovery(GhostTreeBStackAllocator::open, directory).check(image);
    }

    @ParameterizedTest
    @MethodSource("images")
    void aMendedHeapIsSoundInEveryNodeAndIsNotWrittenAgain(CrashImage image) throws IOException {
        Storage file = Stacks.holding(image.file());
        try (GhostTreeBStackAllocator heap = GhostTreeBStackAllocator.open(BStack.open(file))) {
            Heaps.check(heap);
        }
        byte[] mended = Stacks.file(file);
        try (GhostTreeBStackAllocator heap = GhostTreeBStackAllocator.open(BStack.open(file))) {
            Heaps.check(heap);
        }
        assertArrayEquals(mended, Stacks.file(file));
    }
}
