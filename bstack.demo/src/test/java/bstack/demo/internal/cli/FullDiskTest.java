package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.testkit.storage.SmallFileSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command on a disk that is full. */
class FullDiskTest {
    private static final long SIZE = 4 << 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"TMPFS, first-fit", "EXT4, ghost-tree"})
    void aStoreThatHasFilledTheDiskRefusesPutsAndStillRemoves(SmallFileSystem fileSystem, String allocator)
            throws IOException, InterruptedException {
        Optional<String> missing = fileSystem.missing(folder);
        assumeTrue(missing.isEmpty(), () -> "no full disk: " + missing.get());
        Path mountPoint = Files.createDirectory(folder.resolve("disk"));
        Process process = fileSystem.start(mountPoint, SIZE, FullDiskSession.class, mountPoint.toString(), allocator);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        System.out.println("full %s, %s: %s"
                .formatted(fileSystem, allocator, output.lines().toList()));
    }

    @Test
    void whatThereIsNoRoomToKeepIsPrintedAllTheSame() throws IOException, InterruptedException {
        Optional<String> missing = SmallFileSystem.TMPFS.missing(folder);
        assumeTrue(missing.isEmpty(), () -> "no full disk: " + missing.get());
        Path mountPoint = Files.createDirectory(folder.resolve("disk"));
        Process process = SmallFileSystem.TMPFS.start(
                mountPoint,
                4 * SIZE,
                NoRoomSession.class,
                mountPoint.toString(),
                folder.resolve("value").toString());
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }
}
