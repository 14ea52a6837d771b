package bstack.alloc.ghosttree;

import bstack.core.BStack;
import bstack.testkit.replay.AllocatorReplay;
import bstack.testkit.replay.ReferenceTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The recorded runs of the Rust implementation, repeated. */
class GhostTreeTraceTest {
    static List<ReferenceTrace> traces() throws IOException {
        return ReferenceTrace.readAll(Path.of("src/test/resources/reference/traces"));
    }

    @ParameterizedTest
    @MethodSource("traces")
    void everyResultEveryPlacementAndTheFinalFileAreThoseOfTheRecording(ReferenceTrace trace, @TempDir Path directory)
            throws IOException {
        Path file = directory.resolve("replayed.bstack");
        AllocatorReplay replay = new AllocatorReplay(trace, GhostTreeBStackAllocator::open, Heaps::free);
        replay.run(() -> BStack.open(file));
        replay.checkFinal(() -> BStack.open(file));
        Path recorded = directory.resolve("recorded.bstack");
        Files.write(recorded, trace.finalFile());
        replay.checkFinal(() -> BStack.open(recorded));
        try (GhostTreeBStackAllocator heap = GhostTreeBStackAllocator.open(BStack.open(recorded))) {
            Heaps.check(heap);
        }
    }
}
