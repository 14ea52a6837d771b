package bstack.alloc.firstfit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.spi.HeapBlock;
import bstack.testkit.replay.AllocatorRecovery;
import bstack.testkit.replay.CrashImage;
import bstack.testkit.replay.CrashImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file that a killed run of the Rust implementation left opens with its live slices, and goes on working. */
class FirstFitCrashImageTest {
    @TempDir
    Path directory;

    static List<CrashImage> images() throws IOException {
        return CrashImages.read(Path.of("src/test/resources/reference/crash/firstfit.zip"));
    }

    @ParameterizedTest
    @MethodSource("images")
    void anImageOpensKeepsWhatIsLiveAndGoesOnWorking(CrashImage image) throws IOException {
        new AllocatorRecovery(FirstFitBStackAllocator::open, directory).check(image);
    }

    /**
     * An operation that was interrupted before it returned may have lost its own new block for good, but the recovery
     * itself loses nothing, and opening the heap again finds nothing more to do.
     */
    @ParameterizedTest
    @MethodSource("images")
    void recoveryLosesAtMostTheBlockInFlightAndIsFinishedAtOnce(CrashImage image) throws IOException {
        Storage medium = Stacks.holding(image.file());
        byte[] recovered;
        try (FirstFitBStackAllocator heap = FirstFitBStackAllocator.open(Stacks.stack(medium))) {
            image.checkLive(heap.stack());
            List<HeapBlock> lost = heap.blocks().stream()
                    .filter(block -> block.state() == HeapBlock.State.USED)
                    .filter(block -> image.live().stream().noneMatch(live -> live.start() == block.start() + 16))
                    .toList();
            boolean subject = image.subject() != null
                    && lost.stream()
                            .anyMatch(block ->
                                    block.start() + 16 == image.subject().start());
            assertTrue(lost.size() <= (subject ? 2 : 1), () -> image + " " + image.inFlight() + ": " + lost);
            recovered = Stacks.payload(heap.stack());
        }
        // Read-only, so that a second mending would show as a difference between the file and what is seen of it.
        try (FirstFitBStackAllocator again = FirstFitBStackAllocator.open(BStack.openReadOnly(medium))) {
            assertArrayEquals(recovered, Stacks.payload(again.stack()));
        }
    }
}
