package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.testkit.storage.SmallFileSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** convert, and what the other commands do with a file of format 0.4. */
class ConvertTest extends CommandTest {
    private static final String ABC = "abc";

    private Path newer(byte[] file) throws IOException {
        return Files.write(folder.resolve("newer.bstack"), file);
    }

    private Path newer() throws IOException {
        return newer(Format04.atRest(ABC.getBytes(StandardCharsets.US_ASCII)));
    }

    private Path target() {
        return folder.resolve("new.bstack");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aConvertedFileHasTheBytesOfFormat01() throws IOException {
        Path file = newer();
        byte[] before = Files.readAllBytes(file);
        Result result = run("convert", file, "-o", target()).succeeded();
        assertEquals("converted %s to %s, 3 bytes%n".formatted(file, target()), result.out());
        byte[] expected = {'B', 'S', 'T', 'K', 0, 1, 0x0A, 0, 3, 0, 0, 0, 0, 0, 0, 0, 'a', 'b', 'c'};
        assertArrayEquals(expected, Files.readAllBytes(target()));
        assertArrayEquals(before, Files.readAllBytes(file));
        assertEquals(List.of("new.bstack", "newer.bstack"), names());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16, 4095, 4096, 1 << 20, (1 << 20) + 1, 5_000_000})
    void whatIsConvertedIsTheSamePayload(int length) throws IOException {
        byte[] payload = new byte[length];
        new SplittableRandom(length).nextBytes(payload);
        run("convert", newer(Format04.atRest(payload)), "-o", target()).succeeded();
        assertEquals(16 + length, Files.size(target()));
        try (BStack stack = BStack.open(target(), BStackOptions.defaults().createsMissing(false))) {
            assertArrayEquals(payload, stack.peek(0));
            stack.push(new byte[] {1});
        }
        assertEquals(List.of("new.bstack", "newer.bstack"), names());
    }

    /** The offsets in a heap count from the start of the payload, so it is the same heap after another header. */
    @ParameterizedTest
    @CsvSource({"first-fit, 16", "ghost-tree, 32"})
    void aHeapStaysAHeap(String allocator, int magicAt) throws IOException {
        Path store = newStore(allocator);
        for (int i = 0; i < 20; i++) {
            run("put", store, "key-" + i, newFile("source", "x".repeat(100 * i)))
                    .succeeded();
        }
        run("rm", store, "key-3", "key-7").succeeded();
        byte[] payload = Format04.payloadOf(Files.readAllBytes(store));
        // The patch number that the original's releases with format 0.4 write.
        payload[magicAt + 6] = 4;
        Path file = newer(Format04.atRest(payload));
        String keys = run("ls", store).succeeded().out();
        assertEquals(keys, run("ls", file).succeeded().out());
        assertEquals("x".repeat(500), run("get", file, "key-5").succeeded().out());
        assertTrue(run("check", file).succeeded().out().contains("sound"));
        String info = run("info", file).succeeded().out();
        assertTrue(info.contains("allocator  " + allocator) && info.contains("bstack 0.4.1, at rest"), info);
        try (BStackAllocator heap = BStackAllocators.openReadOnly(file)) {
            assertEquals(payload.length, heap.length());
        }
        run("put", file, "key", folder.resolve("source")).failed("'bstack convert FILE -o NEW'");
        run("convert", file, "-o", target()).succeeded();
        assertArrayEquals(payload, Format04.payloadOf(Files.readAllBytes(target())));
        assertEquals(keys, run("ls", target()).succeeded().out());
        run("check", target()).succeeded();
        run("put", target(), "key", folder.resolve("source")).succeeded();
        run("check", target()).succeeded();
    }

    @Test
    void infoDescribesAFileAtRest() throws IOException {
        String text = run("info", newer()).succeeded().out();
        assertTrue(text.contains("format     bstack 0.4.1, at rest; read only, 'bstack convert'"), text);
        assertTrue(text.contains("payload    3 bytes"), text);
        String json = run("info", newer(), "--json").succeeded().out();
        assertTrue(json.contains("\"format\": \"0.4.1\", \"atRest\": true, \"size\": 35, \"payload\": 3"), json);
    }

    @Test
    void infoDescribesAnArmedFileThatNothingElseOpens() throws IOException {
        byte[] bytes = Format04.file(3, 40, -2, new byte[12]);
        Path file = newer(bytes);
        String text = run("info", file).succeeded().out();
        assertTrue(text.contains("bstack 0.4.1, armed"), text);
        assertTrue(text.contains("pointer 40, mode 0xfffffffffffffffe"), text);
        assertTrue(text.contains("payload    3 bytes, as the header says"), text);
        String json = run("info", file, "--json").succeeded().out();
        assertTrue(json.contains("\"atRest\": false, \"armed\": true, \"wipPointer\": 40"), json);
        assertTrue(json.contains("\"wipMode\": \"0xfffffffffffffffe\", \"size\": 44, \"payload\": 3"), json);
        run("convert", file, "-o", target()).failed("armed");
        run("len", file).failed("pointer 40 and mode 0xfffffffffffffffe");
        run("check", file).failed("armed");
        assertArrayEquals(bytes, Files.readAllBytes(file));
        assertEquals(List.of("newer.bstack"), names());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 99, 101, Long.MAX_VALUE, -1})
    void aLengthThatDoesNotFitIsDescribedAndNotConverted(long length) throws IOException {
        Path file = newer(Format04.file(length, 0, 0, new byte[100]));
        String unsigned = Long.toUnsignedString(length);
        String text = run("info", file).succeeded().out();
        assertTrue(text.contains("not at rest: size and length do not fit"), text);
        assertTrue(text.contains("payload    " + unsigned + " bytes"), text);
        String json = run("info", file, "--json").succeeded().out();
        assertTrue(json.contains("\"armed\": false") && json.contains("\"payload\": " + unsigned), json);
        run("convert", file, "-o", target()).failed("expected length 100");
        assertEquals(List.of("newer.bstack"), names());
    }

    @Test
    void aFileCutOffInItsHeaderIsNotConverted() throws IOException {
        Path file = newer(Arrays.copyOf(Format04.atRest(new byte[0]), 31));
        run("convert", file, "-o", target()).failed("cut off within its header");
        run("info", file).failed("cut off within its header");
        assertEquals(List.of("newer.bstack"), names());
    }

    @Test
    void aFileOfFormat01IsNotConverted() throws IOException {
        Path store = newStore();
        run("convert", store, "-o", target()).failed("has format 0.1 already");
        try (BStack stack = BStack.open(store)) {
            stack.push(new byte[10]);
            run("convert", store, "-o", target()).failed("open in this JVM");
        }
        run("convert", newFile("text", "This file is something else, and long."), "-o", target())
                .failed("not a bstack file");
        run("convert", folder.resolve("missing"), "-o", target()).failed("no such file");
        assertTrue(Files.notExists(target()));
    }

    @Test
    void whatHasTheTargetsNameStays() throws IOException {
        Path file = newer();
        byte[] before = Files.readAllBytes(file);
        run("convert", file, "-o", newFile("taken", "mine")).failed("taken: exists already");
        assertEquals("mine", Files.readString(folder.resolve("taken")));
        run("convert", file, "-o", file).failed("newer.bstack: exists already");
        run("convert", file, "-o", folder).failed("exists already");
        Path dangling = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
        run("convert", file, "-o", dangling).failed("link: exists already");
        assertArrayEquals(before, Files.readAllBytes(file));
        assertEquals(List.of("link", "newer.bstack", "taken"), names());
    }

    @Test
    void aWrongTargetIsRefused() throws IOException {
        Path file = newer();
        run("convert", file).refused("--output");
        run("convert", file, "-o", "-").refused("standard output");
        run("convert", file, "-o", folder.resolve("no/file")).failed("no such folder");
        assertEquals(List.of("newer.bstack"), names());
    }

    @Test
    void theNewFileHasThePermissionsOfTheOldOne() throws IOException {
        Path file = newer();
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        for (String permissions : List.of("rw-r-----", "rw-------", "rw-rw-r--")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
            run("convert", link, "-o", target()).succeeded();
            assertEquals(permissions, PosixFilePermissions.toString(Files.getPosixFilePermissions(target())));
            Files.delete(target());
        }
    }

    @Test
    void aFullDiskLeavesNothing() throws IOException, InterruptedException {
        Optional<String> missing = SmallFileSystem.TMPFS.missing(folder);
        assumeTrue(missing.isEmpty(), () -> "no full disk: " + missing.get());
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Process process = SmallFileSystem.TMPFS.start(
                disk,
                4 << 20,
                ConvertSession.class,
                disk.toString(),
                folder.resolve("newer").toString());
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }
}
