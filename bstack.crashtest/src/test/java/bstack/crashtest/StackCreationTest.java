package bstack.crashtest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.testkit.internal.campaign.Requirements;
import bstack.testkit.internal.kill.KillCampaign;
import bstack.testkit.internal.kill.KilledFile;
import bstack.testkit.internal.kill.KilledProcess;
import bstack.testkit.internal.process.JavaProcess;
import bstack.testkit.internal.process.Strace;
import bstack.testkit.internal.process.TracedThread;
import bstack.testkit.internal.workload.InitialImage;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The creation of a file, killed before each of its calls, or with one of them failing. */
@Tag("crash")
class StackCreationTest {
    private static final int KILLED = 128 + 9;

    @TempDir
    Path directory;

    private Path folder;
    private Path file;

    @BeforeEach
    void choose() throws IOException {
        folder = Files.createDirectory(directory.toRealPath().resolve("folder"));
        file = folder.resolve("new.bstack");
    }

    @ParameterizedTest
    @CsvSource({"pwrite64, 1", "fsync, 1", "linkat, 1", "fsync, 2", "fdatasync, 1"})
    void aCreationThatIsKilledLeavesNoFileOrAnEmptyOne(String call, int n) throws Exception {
        Requirements.check("kills before system calls", Strace.missing());
        KilledFile unborn = new KilledFile(KillCampaign.STACK, file, 1);
        Process process = new ProcessBuilder(Strace.command(
                        null,
                        directory.resolve("log"),
                        List.of("%s:signal=KILL:when=%d".formatted(call, n)),
                        JavaProcess.command(KilledProcess.class, KilledProcess.arguments(unborn, 0))))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        try {
            assertTrue(process.waitFor(5, TimeUnit.MINUTES), "it does not end");
        } finally {
            Strace.end(process);
        }
        assertEquals(KILLED, process.exitValue());
        checkWhatIsLeft();
    }

    @ParameterizedTest
    @CsvSource({"pwrite64, 1", "fsync, 1", "linkat, 1", "fsync, 2", "fdatasync, 1"})
    void aCreationInWhichACallFailsSaysSoAndLeavesNoFileOrAnEmptyOne(String call, int n) throws Exception {
        Requirements.check("failing system calls", TracedThread.missing(directory));
        boolean failed = false;
        String injection = "%s:error=EIO:when=%d".formatted(call, n);
        TracedThread thread = TracedThread.onAllFiles(directory.resolve("log"), List.of(injection));
        try (thread) {
            BStack.open(file, KillCampaign.OPTIONS).close();
        } catch (FileSystemException expected) {
            failed = true;
        }
        assertTrue(failed, "a failing call went unnoticed");
        checkWhatIsLeft();
    }

    private void checkWhatIsLeft() throws IOException {
        boolean exists = Files.exists(file);
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(exists ? List.of(file) : List.of(), left.toList());
        }
        assertFalse(exists && Files.size(file) != InitialImage.HEADER, "half a file has its name");
        try (BStack stack = BStack.open(file, KillCampaign.OPTIONS)) {
            assertEquals(0, stack.push(new byte[] {7}));
        }
        try (BStack stack = BStack.open(file, KillCampaign.OPTIONS)) {
            assertArrayEquals(new byte[] {7}, stack.peek(0));
        }
    }
}
