package bstack.crashtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.core.BStack;
import bstack.core.BStackNoSpaceException;
import bstack.testkit.internal.campaign.Requirements;
import bstack.testkit.internal.kill.KillCampaign;
import bstack.testkit.internal.process.TracedThread;
import bstack.testkit.model.GeneratedBytes;
import bstack.testkit.storage.CrashingStorage;
import bstack.testkit.storage.FlushKind;
import bstack.testkit.storage.SmallFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused for want of space takes none; and what a medium says is passed on as what it is. */
class RefusalTest {
    private static final long SIZE = 24 << 20;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void aRefusedOperationLeavesAsMuchSpaceAsBefore(SmallFileSystem fileSystem) throws Exception {
        Requirements.check("small file system", fileSystem.missing(directory));
        Path mountPoint = Files.createDirectory(directory.resolve(fileSystem.name()));
        long size = Math.max(SIZE, fileSystem.leastSize());
        Process process = fileSystem.start(
                mountPoint,
                size,
                RefusalProcess.class,
                mountPoint.toString(),
                Boolean.toString(fileSystem.overwritesInPlace()));
        String said = new String(process.getInputStream().readAllBytes()).strip();
        assertTrue(said.endsWith("done"), said);
        assertEquals(0, process.waitFor(), said);
    }

    @Test
    void aLimitOnTheSizeOfFilesRefusesGrowthAndNothingElse() throws IOException {
        assumeTrue(FileSizeLimit.isAvailable(), "prlimit is missing, or not allowed here");
        Path file = directory.resolve("limited.bstack");
        FileSizeLimit.within(2 << 20, () -> {
            byte[] data = GeneratedBytes.of(1, 10_000);
            int pushed = 0;
            try (BStack stack = BStack.open(file)) {
                while (pushed < 1000) {
                    try {
                        stack.push(data);
                        pushed++;
                    } catch (BStackNoSpaceException e) {
                        break;
                    }
                }
                assertTrue(pushed > 100 && pushed < 1000, "pushed " + pushed);
                assertEquals(pushed * 10_000L, stack.length());
                stack.set(5, new byte[100]);
                stack.pop(1);
                assertEquals(data[9_000], stack.get(9_000, 9_001)[0]);
            }
            for (int i = 0; i < 3; i++) {
                try (BStack stack = BStack.open(file)) {
                    assertEquals(pushed * 10_000L - 1 - i, stack.length());
                    stack.pop(1);
                }
            }
        });
    }

    /** A run without the call, or with one that the kernel, the file system or a filter refuses. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "pwritev2:error=EPERM", "pwritev2:error=EINVAL", "pwritev2:error=ENOSYS", "pwritev2:error=EOPNOTSUPP",
                "fallocate:error=EPERM", "fallocate:error=EINVAL", "fallocate:error=ENOSYS",
                        "fallocate:error=EOPNOTSUPP"
            })
    void aCallThatIsNotToBeHadIsDoneWithout(String injection) throws IOException {
        Requirements.check("failing system calls", TracedThread.missing(directory));
        Path file = directory.toRealPath().resolve("without.bstack");
        byte[] data = GeneratedBytes.of(2, 6 << 20);
        try (TracedThread thread = new TracedThread(file, directory.resolve("strace.log"), List.of(injection))) {
            try (BStack stack = BStack.open(file, KillCampaign.ONE_THREAD)) {
                stack.push(data);
                stack.zero(100, 5 << 20);
                stack.set(7, data[7] == 0 ? new byte[] {1} : new byte[] {0});
                stack.pop(10);
            }
            assertTrue(thread.calls().stream().anyMatch(line -> line.endsWith("(INJECTED)")), "nothing was injected");
        }
        try (BStack stack = BStack.open(file)) {
            assertEquals((6 << 20) - 10, stack.length());
            assertEquals(data[99], stack.get(99, 100)[0]);
            assertEquals(0, stack.get(100, 101)[0]);
            assertEquals(data[(5 << 20) + 100], stack.get((5 << 20) + 100, (5 << 20) + 101)[0]);
        }
    }

    /** A full disk, a quota and a limit on the size of files refuse space alike; what else fails is reported as it is. */
    @ParameterizedTest
    @CsvSource({"ENOSPC, true", "EDQUOT, true", "EFBIG, true", "EIO, false", "EROFS, false"})
    void aReservationThatFailsRefusesTheOperationAndNothingElse(String error, boolean space) throws IOException {
        Path file = flushed(error);
        try (BStack stack = BStack.open(file, KillCampaign.ONE_THREAD)) {
            try (TracedThread thread =
                    new TracedThread(file, directory.resolve("strace.log"), List.of("fallocate:error=" + error))) {
                IOException e = assertThrows(IOException.class, () -> stack.push(new byte[10]));
                assertEquals(space, e instanceof BStackNoSpaceException, e.toString());
                assertTrue(
                        thread.calls().stream().anyMatch(line -> line.endsWith("(INJECTED)")), "nothing was injected");
            }
            assertEquals(3, stack.length());
            assertEquals(3, stack.push(new byte[10]));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EROFS", "EINVAL"})
    void aMediumThatNobodyCanFlushIsReadAllTheSame(String error) throws IOException {
        Path file = flushed(error);
        try (TracedThread thread =
                new TracedThread(file, directory.resolve("strace.log"), List.of("fdatasync:error=" + error))) {
            try (BStack stack = BStack.openReadOnly(file)) {
                assertEquals(3, stack.length());
            }
            assertTrue(thread.calls().stream().anyMatch(line -> line.startsWith("fdatasync(")), "nothing was flushed");
            IOException e = assertThrows(IOException.class, () -> BStack.open(file));
            assertTrue(e.getMessage().contains("flush failed"), e.getMessage());
        }
    }

    @Test
    void whatCannotBeFlushedIsNotShown() throws IOException {
        Path file = flushed("EIO");
        try (TracedThread thread =
                new TracedThread(file, directory.resolve("strace.log"), List.of("fdatasync:error=EIO"))) {
            IOException e = assertThrows(IOException.class, () -> BStack.openReadOnly(file));
            assertTrue(e.getMessage().contains("flush failed: input/output error"), e.getMessage());
            assertTrue(thread.calls().stream().anyMatch(line -> line.endsWith("(INJECTED)")), "nothing was injected");
        }
    }

    private Path flushed(String name) throws IOException {
        Requirements.check("failing system calls", TracedThread.missing(directory));
        Path file = directory.toRealPath().resolve(name + ".bstack");
        try (BStack stack = BStack.open(file)) {
            stack.push(new byte[3]);
        }
        return file;
    }

    /** A process that was killed within the durable write of a frame: the cache has it, the medium not yet. */
    @Test
    void anOpeningForReadingMakesDurableWhatItShows() throws IOException {
        CrashingStorage disk = new CrashingStorage();
        BStack stack = BStack.open(disk, KillCampaign.ONE_THREAD);
        stack.push(new byte[] {1, 2, 3});
        CrashingStorage killed;
        disk.leaveOut(FlushKind.FRAME);
        stack.set(0, new byte[] {9});
        killed = disk.snapshot();
        killed.leaveOut(null);
        assertTrue(killed.hasUnflushed());
        try (BStack reader = BStack.openReadOnly(killed)) {
            assertEquals(9, reader.get(0, 1)[0]);
            assertTrue(!killed.hasUnflushed(), "what is shown can be taken back by a power cut");
        }
    }
}
