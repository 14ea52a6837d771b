package bstack.crashtest;

import bstack.core.BStack;
import bstack.testkit.replay.ReferenceTrace;
import bstack.testkit.replay.StackReplay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded stack trace gives the same results and leaves the same file. */
class StackTraceTest {
    @TempDir
    Path directory;

    static List<ReferenceTrace> traces() throws IOException {
        return ReferenceTrace.readAll(Path.of("src/test/resources/reference/traces/stack"));
    }

    @ParameterizedTest
    @MethodSource("traces")
    void aTraceGivesEveryRecordedResultAndLeavesTheRecordedFile(ReferenceTrace trace) throws IOException {
        Path file = directory.resolve("trace.bstack");
        new StackReplay(trace, () -> BStack.open(file)).run();
        trace.assertSameFile(Files.readAllBytes(file));
    }

    @ParameterizedTest
    @MethodSource("traces")
    void theRecordedFileOpensAndStaysAsItIs(ReferenceTrace trace) throws IOException {
        Path file = directory.resolve("recorded.bstack");
        Files.write(file, trace.finalFile());
        BStack.open(file).close();
        trace.assertSameFile(Files.readAllBytes(file));
    }
}
