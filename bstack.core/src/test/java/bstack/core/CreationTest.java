package bstack.core;

import static bstack.core.Bytes.fileAtRest;
import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Opening what is not there yet, or is no file to be opened. */
@ParameterizedClass
@MethodSource("bstack.core.Accesses#available")
final class CreationTest {
    private final BStackOptions options;

    @TempDir
    Path directory;

    CreationTest(BStackOptions.Access access) {
        options = BStackOptions.defaults().access(access);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void a_missing_file_is_created_with_a_header_and_nothing_else() throws IOException {
        Path path = directory.resolve("new.bstack");
        try (BStack stack = BStack.open(path, options)) {
            assertArrayEquals(fileAtRest(of()), Files.readAllBytes(path));
            assertEquals(0, stack.length());
            assertEquals(path.toString(), stack.name());
            assertFalse(stack.isReadOnly());
        }
        assertArrayEquals(fileAtRest(of()), Files.readAllBytes(path));
        assertEquals(List.of("new.bstack"), files());
    }

    @Test
    void a_missing_file_is_not_created_where_that_is_not_wanted() throws IOException {
        Path path = directory.resolve("missing.bstack");
        assertThrows(NoSuchFileException.class, () -> BStack.open(path, options.createsMissing(false)));
        assertThrows(NoSuchFileException.class, () -> BStack.openReadOnly(path));
        assertEquals(List.of(), files());
    }

    @Test
    void a_prefix_of_the_header_an_empty_file_and_zeros_in_its_place_open_as_empty() throws IOException {
        byte[] header = fileAtRest(of());
        for (int size = 0; size <= 16; size++) {
            for (byte[] file : List.of(Arrays.copyOf(header, size), new byte[size])) {
                Path path = directory.resolve("half.bstack");
                Files.write(path, file);
                try (BStack readOnly = BStack.openReadOnly(path)) {
                    assertTrue(readOnly.isEmpty());
                }
                assertArrayEquals(file, Files.readAllBytes(path));
                try (BStack stack = BStack.open(path, options.createsMissing(false))) {
                    assertTrue(stack.isEmpty());
                    assertEquals(
                            size == 16 && file[0] != 0 ? RecoveryReport.State.AT_REST : RecoveryReport.State.NEW,
                            stack.recovery().state());
                    stack.push(of(1, 2));
                }
                assertArrayEquals(fileAtRest(of(1, 2)), Files.readAllBytes(path));
            }
        }
    }

    @Test
    void a_file_in_a_missing_directory_is_refused() throws IOException {
        Path path = directory.resolve("no/such/x.bstack");
        Exception e = assertThrows(NoSuchFileException.class, () -> BStack.open(path, options));
        assertTrue(e.getMessage().contains(path.toString()), e.getMessage());
        assertEquals(List.of(), files());
    }

    @Test
    void a_directory_and_a_pipe_are_refused_at_once() throws Exception {
        assertThrows(FileSystemException.class, () -> BStack.open(directory, options));
        assertThrows(FileSystemException.class, () -> BStack.openReadOnly(directory));
        Path pipe = directory.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
        assertThrows(FileSystemException.class, () -> BStack.open(pipe, options));
        assertThrows(FileSystemException.class, () -> BStack.openReadOnly(pipe));
    }

    @Test
    void a_link_is_followed_and_one_that_leads_nowhere_is_refused() throws IOException {
        Path file = directory.resolve("file.bstack");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        assertThrows(FileSystemException.class, () -> BStack.open(link, options));
        assertFalse(Files.exists(file));
        BStack.open(file, options).close();
        try (BStack stack = BStack.open(link, options)) {
            stack.push(of(7));
            assertThrows(BStackLockedException.class, () -> BStack.open(file, options));
        }
        assertArrayEquals(fileAtRest(of(7)), Files.readAllBytes(file));
    }

    @Test
    void a_file_without_permission_is_refused() throws IOException {
        Path path = directory.resolve("secret.bstack");
        BStack.open(path, options).close();
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
        assumeTrue(!Files.isReadable(path), "this user may read everything");
        assertThrows(AccessDeniedException.class, () -> BStack.open(path, options));
        assertThrows(AccessDeniedException.class, () -> BStack.openReadOnly(path));
    }

    @Test
    void a_name_that_is_not_plain_ascii_is_the_name_that_java_sees() throws IOException {
        Path path;
        try {
            path = directory.resolve("Größe 大.bstack");
        } catch (InvalidPathException e) {
            assumeTrue(false, "this platform's names are ASCII");
            return;
        }
        BStack.open(path, options).close();
        assertTrue(Files.exists(path));
        assertEquals(List.of(path.getFileName().toString()), files());
    }

    @Test
    void a_path_in_another_file_system_is_never_taken_for_one_on_the_disk() throws IOException {
        URI zip = URI.create("jar:" + directory.resolve("some.zip").toUri());
        try (FileSystem inZip = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            Path path = inZip.getPath(directory.resolve("x.bstack").toString());
            assertThrows(IllegalArgumentException.class, () -> BStack.open(path, options));
            assertThrows(IllegalArgumentException.class, () -> BStack.openReadOnly(path));
            assertFalse(Files.exists(directory.resolve("x.bstack")));
        }
    }

    @Test
    void a_path_is_wanted() {
        assertThrows(NullPointerException.class, () -> BStack.open((Path) null));
        assertThrows(NullPointerException.class, () -> BStack.open((Storage) null));
        assertThrows(NullPointerException.class, () -> BStack.open(directory, null));
    }
}
