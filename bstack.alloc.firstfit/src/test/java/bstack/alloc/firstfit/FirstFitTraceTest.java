package bstack.alloc.firstfit;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

/** Runs recorded from the Rust implementation give the same answers here: placements, list order, contents, lengths. */
class FirstFitTraceTest {
    @TempDir
    Path directory;

    static List<ReferenceTrace> traces() throws IOException {
        return ReferenceTrace.readAll(Path.of("src/test/resources/reference/traces"));
    }

    @ParameterizedTest
    @MethodSource("traces")
    void aRecordedRunGivesTheSamePlacementsAndLeavesTheSameHeap(ReferenceTrace trace) throws IOException {
        AllocatorReplay replay = new AllocatorReplay(trace, FirstFitBStackAllocator::open, Heaps::free);
        Path own = directory.resolve("own.bstack");
        replay.run(() -> BStack.open(own));
        replay.checkFinal(() -> BStack.open(own));

        Path recorded = directory.resolve("recorded.bstack");
        Files.write(recorded, trace.finalFile());
        replay.checkFinal(() -> BStack.open(recorded));
    }

    @ParameterizedTest
    @MethodSource("traces")
    void theRecordedFileIsSoundAndOpeningItChangesNothing(ReferenceTrace trace) throws IOException {
        Path recorded = directory.resolve("recorded.bstack");
        Files.write(recorded, trace.finalFile());
        try (FirstFitBStackAllocator heap = FirstFitBStackAllocator.open(BStack.open(recorded))) {
            assertEquals(List.of(), heap.verify());
            Heaps.check(heap);
        }
        trace.assertSameFile(Files.readAllBytes(recorded));
    }
}
