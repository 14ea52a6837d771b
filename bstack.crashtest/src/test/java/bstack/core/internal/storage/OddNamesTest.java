package bstack.core.internal.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.core.BStackOptions.Access;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of files that are bytes and no text, or no text in the encoding of this JVM. */
final class OddNamesTest {
    @TempDir
    Path directory;

    @BeforeEach
    void needsNativeAccess() {
        assumeTrue(NativeAccess.isAvailable(), "no system calls here");
    }

    /** The bytes of a name in the folder, as the operating system takes them. */
    private byte[] inFolder(byte[] name) {
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        byte[] folder = PathBytes.of(directory);
        path.write(folder, 0, folder.length - 1);
        path.write('/');
        path.writeBytes(name);
        path.write(0);
        return path.toByteArray();
    }

    private void create(byte[] name) {
        Descriptor file = new Descriptor();
        assertTrue(file.open(inFolder(name), Posix.O_RDWR | Posix.O_CREAT | Posix.O_EXCL, 0600) >= 0);
        file.close();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.toList();
        }
    }

    private void check(byte[] name) throws IOException {
        create(name);
        Path path = files().get(0);
        assertArrayEquals(inFolder(name), PathBytes.of(path), () -> Arrays.toString(name));
        for (Access access : List.of(Access.NATIVE, Access.FILE_CHANNEL, Access.NATIVE)) {
            BStackOptions options = BStackOptions.defaults().access(access);
            try (BStack stack = BStack.open(path, options)) {
                stack.push(new byte[] {1});
            }
            try (BStack stack = BStack.openReadOnly(path, options)) {
                assertEquals(Files.size(path) - 16, stack.length());
            }
            assertEquals(List.of(path), files(), () -> Arrays.toString(name));
        }
        assertEquals(16 + 3, Files.size(path));
        Files.delete(path);
        // The same Path creates the same name.
        for (Access access : List.of(Access.NATIVE, Access.FILE_CHANNEL)) {
            BStack.open(path, BStackOptions.defaults().access(access)).close();
            assertEquals(List.of(path), files());
            assertArrayEquals(inFolder(name), PathBytes.of(files().get(0)));
            Files.delete(path);
        }
    }

    @Test
    void a_name_that_is_no_text_names_the_file_that_a_listing_has_named() throws IOException {
        check(new byte[] {'c', 'a', 'f', (byte) 0xe9, '.', 'b', 's'});
        check("café 大.bs".getBytes(StandardCharsets.UTF_8));
        check(new byte[] {(byte) 0xff, (byte) 0xfe, (byte) 0x80});
        check("a%41b c+d?e#f;g&h\\\"".getBytes(StandardCharsets.US_ASCII));
        check("\n\t\u0001\u007f'*:|<>".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void any_bytes_are_a_name() throws IOException {
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        Random random = new Random(seed);
        try {
            for (int i = 0; i < 30; i++) {
                byte[] name = new byte[1 + random.nextInt(40)];
                for (int at = 0; at < name.length; at++) {
                    do {
                        name[at] = (byte) random.nextInt(256);
                    } while (name[at] == 0 || name[at] == '/' || name[at] == '.');
                }
                check(name);
            }
        } catch (AssertionError | IOException e) {
            throw new AssertionError("repeat this run with -Dbstack.seed=" + seed, e);
        }
    }

    @Test
    void a_relative_path_a_folder_and_the_root_have_the_bytes_of_the_absolute_path() throws IOException {
        Path relative = Path.of("pom.xml");
        assertArrayEquals(PathBytes.of(relative.toAbsolutePath()), PathBytes.of(relative));
        assertArrayEquals((directory + "\0").getBytes(StandardCharsets.US_ASCII), PathBytes.of(directory));
        assertArrayEquals(new byte[] {'/', 0}, PathBytes.of(Path.of("/")));
    }
}
