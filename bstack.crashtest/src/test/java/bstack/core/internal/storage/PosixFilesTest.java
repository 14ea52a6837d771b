package bstack.core.internal.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.core.BStack;
import bstack.core.RecoveryReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The creation of a file where there are no files without a name, as on NFS, FUSE and vfat. */
final class PosixFilesTest {
    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void choose() {
        assumeTrue(NativeAccess.isAvailable(), "no system calls here");
        path = directory.resolve("x.bstack");
    }

    @Test
    void a_file_that_has_its_name_before_it_is_locked_is_left_empty() throws IOException {
        assertTrue(PosixFiles.create(path, false) >= 0);
        assertEquals(0, Files.size(path));
        try (BStack stack = BStack.open(path)) {
            assertEquals(RecoveryReport.State.NEW, stack.recovery().state());
            assertEquals(0, stack.push(new byte[] {1}));
        }
        try (BStack stack = BStack.open(path)) {
            assertArrayEquals(new byte[] {1}, stack.peek(0));
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(path), files.toList());
        }
    }

    @Test
    void a_file_that_somebody_else_has_created_and_written_to_is_not_touched() throws IOException {
        try (BStack stack = BStack.open(path)) {
            stack.push(new byte[] {1, 2, 3});
            byte[] before = Files.readAllBytes(path);
            assertEquals(-Posix.EEXIST, PosixFiles.create(path, false));
            assertEquals(-Posix.EEXIST, PosixFiles.create(path, true));
            assertArrayEquals(before, Files.readAllBytes(path));
        }
    }

    @Test
    void a_missing_folder_is_told() throws IOException {
        Path nowhere = directory.resolve("no/such");
        assertEquals(-Posix.ENOENT, PosixFiles.create(nowhere, false));
        assertEquals(-Posix.ENOENT, PosixFiles.create(nowhere, true));
    }
}
