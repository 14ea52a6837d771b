package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Wrong input and wrong usage: one clear line each, and nothing lost. */
class ErrorsTest extends CommandTest {
    /** Every command that opens a file, with arguments that would do. */
    private static final Map<String, List<String>> COMMANDS = Map.ofEntries(
            Map.entry("put", List.of("key")),
            Map.entry("get", List.of("key")),
            Map.entry("ls", List.of()),
            Map.entry("rm", List.of("key")),
            Map.entry("import", List.of(".")),
            Map.entry("export", List.of("target/never-written")),
            Map.entry("push", List.of()),
            Map.entry("pop", List.of("0")),
            Map.entry("peek", List.of()),
            Map.entry("len", List.of()),
            Map.entry("convert", List.of("-o", "target/never-written.bstack")),
            Map.entry("info", List.of()));

    private static void everyCommandFails(Path file, String part) {
        COMMANDS.forEach((command, rest) -> runOn(command, file, rest).failed(part));
    }

    private static void everyCommandButInfoFails(Path file, String part) {
        COMMANDS.forEach((command, rest) -> {
            if (!command.equals("info")) {
                runOn(command, file, rest).failed(part);
            }
        });
    }

    private static Result runOn(String command, Path file, List<String> rest) {
        Object[] args = new Object[2 + rest.size()];
        args[0] = command;
        args[1] = file;
        for (int i = 0; i < rest.size(); i++) {
            args[2 + i] = rest.get(i);
        }
        return run(args);
    }

    @Test
    void aFileThatIsNotThereIsNotCreated() {
        Path missing = folder.resolve("missing.bstack");
        everyCommandFails(missing, "missing.bstack: no such file");
        run("check", missing).failed("missing.bstack: no such file");
        assertTrue(Files.notExists(missing));
    }

    @Test
    void aFolderIsNoFile() {
        everyCommandFails(folder, "is a folder");
        run("check", folder).failed("is a folder");
    }

    @Test
    void anEmptyFileIsNoBstackFileAndStaysEmpty() throws IOException {
        Path empty = newFile("empty.bstack", "");
        everyCommandFails(empty, "is empty");
        assertEquals(0, Files.size(empty));
    }

    @Test
    void anotherFileIsNoBstackFileAndStaysAsItIs() throws IOException {
        String text = "This is a text, and by no means a bstack file.\n";
        Path other = newFile("other.txt", text);
        everyCommandFails(other, "other.txt");
        assertEquals(text, Files.readString(other));
        assertEquals(Bstack.FAILED, run("check", other).code());
    }

    @Test
    void aFileOfFormat04ThatIsNotAtRestIsNamedAsSuch() throws IOException {
        byte[] header = new byte[64];
        System.arraycopy(new byte[] {'B', 'S', 'T', 'K', 0, 4, 0, 0}, 0, header, 0, 8);
        Path file = Files.write(folder.resolve("newer.bstack"), header);
        everyCommandButInfoFails(file, "0.4");
        run("check", file).failed("0.4");
        assertTrue(run("info", file).succeeded().out().contains("bstack 0.4.0, not at rest"));
        assertArrayEquals(header, Files.readAllBytes(file));
    }

    @Test
    void aFileOfFormat04IsNotChanged() throws IOException {
        byte[] bytes = Format04.atRest("hello".getBytes(StandardCharsets.US_ASCII));
        Path file = Files.write(folder.resolve("newer.bstack"), bytes);
        for (String command : List.of("put", "rm", "import", "push", "pop")) {
            runOn(command, file, COMMANDS.get(command)).failed("'bstack convert FILE -o NEW'");
        }
        run("create", file).failed("is a bstack file already");
        assertEquals("hello", run("peek", file).succeeded().out());
        assertEquals("5\n", run("len", file).succeeded().out());
        assertArrayEquals(bytes, Files.readAllBytes(file));
    }

    @Test
    void aFileOfAnotherVersionIsNamedAsSuch() throws IOException {
        byte[] bytes = Format04.atRest(new byte[10]);
        bytes[5] = 5;
        Path file = Files.write(folder.resolve("newer.bstack"), bytes);
        everyCommandFails(file, "bstack format 0.5");
        assertArrayEquals(bytes, Files.readAllBytes(file));
    }

    @Test
    void aFileCutInItsHeaderIsTakenForAnInterruptedCreationAndNotForAHeap() throws IOException {
        byte[] prefix = Arrays.copyOf(Files.readAllBytes(newStore()), 7);
        Path cut = Files.write(folder.resolve("cut.bstack"), prefix);
        run("ls", cut).failed("an empty payload");
        assertTrue(run("info", cut).succeeded().out().contains("interrupted creation"));
        assertArrayEquals(prefix, Files.readAllBytes(cut));
        run("create", cut).succeeded();
    }

    @Test
    void aFileCutInItsHeapIsFoundDamaged() throws IOException {
        for (String allocator : List.of("first-fit", "ghost-tree")) {
            Path store = newStore(allocator);
            for (int i = 0; i < 50; i++) {
                run("put", store, "key-" + i, newFile("source", "x".repeat(1000)))
                        .succeeded();
            }
            byte[] whole = Files.readAllBytes(store);
            byte[] half = Arrays.copyOf(whole, whole.length / 2);
            Files.write(store, half);
            Result result = run("check", store);
            assertEquals(Bstack.FAILED, result.code(), result.out() + result.err());
            assertArrayEquals(half, Files.readAllBytes(store));
        }
    }

    @Test
    void aFileThatIsOpenIsLocked() throws IOException {
        Path store = newStore();
        try (BStack stack = BStack.open(store)) {
            everyCommandFails(store, "open in this JVM");
            assertEquals(48, stack.length());
        }
    }

    @Test
    void aFileWithoutPermissionSaysSo() throws IOException {
        assertEquals("file: permission denied", ErrorLine.of(new AccessDeniedException("file")));
        Path store = newStore();
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("---------"));
        if (Files.isReadable(store)) {
            System.out.println("root may read everything: the commands are not tried on a file without permission");
        } else {
            everyCommandFails(store, "permission denied");
        }
    }

    @Test
    void aHeapOfAnUnknownAllocatorSaysWhatIsThereAndWhatIsInstalled() throws IOException {
        Path file = folder.resolve("unknown.bstack");
        try (BStack stack = BStack.open(file)) {
            stack.push(new byte[16]);
            stack.push("ALXX\0\1\0\0".getBytes(StandardCharsets.US_ASCII));
            stack.push(new byte[100]);
        }
        for (String command : List.of("put", "get", "rm")) {
            run(command, file, "key").failed("ALXX");
            run(command, file, "key").failed("installed: first-fit, ghost-tree");
        }
        run("ls", file).failed("ALXX");
        assertTrue(run("info", file).succeeded().out().contains("none recognised"));
    }

    @Test
    void aHeapOfAnotherProgramIsNotUsedAsAStore() throws IOException {
        Path store = newStore();
        try (BStackAllocator heap = BStackAllocators.open(store)) {
            heap.reserved().write(new byte[] {1, 2, 3});
        }
        byte[] before = Files.readAllBytes(store);
        run("put", store, "key").failed("contains no object store");
        run("ls", store).failed("contains no object store");
        assertTrue(run("info", store).succeeded().out().contains("objects    none"));
        assertTrue(run("check", store).out().contains("the heap's root"), "a root that names nothing is sound");
        assertArrayEquals(before, Files.readAllBytes(store));
    }

    @Test
    void aFullOutputIsAFailure() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "no /dev/full here");
        Path store = newStore();
        run("put", store, "key", newFile("source", "content")).succeeded();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (FileOutputStream out = new FileOutputStream(full.toFile())) {
            int code = Bstack.run(Terminal.of(InputStream.nullInputStream(), out, err), "get", store.toString(), "key");
            assertEquals(Bstack.FAILED, code);
        }
        assertEquals(1, err.toString(StandardCharsets.UTF_8).lines().count(), () -> "said more than once: " + err);
        assertTrue(
                err.toString(StandardCharsets.UTF_8).startsWith("bstack: cannot write to standard output"),
                err.toString());
    }

    /** Bytes that are not UTF-8 all reach the program as U+FFFD: two such keys overwrote each other. */
    @Test
    void aKeyThatTheArgumentCannotCarryIsRefused() throws IOException {
        Path store = newStore();
        for (String command : List.of("put", "get", "rm")) {
            run(command, store, "caf\ufffd").refused("not UTF-8");
        }
        assertEquals("", run("ls", store).succeeded().out());
    }

    @Test
    void aValueIsNotWrittenOverTheStoreItCameFrom() throws IOException {
        Path store = newStore();
        run("put", store, store.getFileName(), newFile("source", "content")).succeeded();
        byte[] before = Files.readAllBytes(store);
        run("get", store, store.getFileName(), "-o", store).failed("is the store itself");
        Path link = Files.createSymbolicLink(folder.resolve("link"), store);
        run("get", store, store.getFileName(), "-o", link).failed("is the store itself");
        Result export = run("export", store, folder, "--force");
        assertEquals(Bstack.FAILED, export.code());
        assertTrue(export.err().contains("it is the store itself"), export.err());
        assertArrayEquals(before, Files.readAllBytes(store));
    }

    @Test
    void aCheckOfWhatIsNoBstackFileNamesTheByteOfTheFile() throws IOException {
        Path file = newFile("other", "This file is something else.");
        Result result = run("check", file);
        assertEquals(Bstack.FAILED, result.code());
        assertTrue(result.out().startsWith("at byte 0 of the file: expected \"BSTK\""), result.out());
        assertTrue(result.out().endsWith("checked: format)\n"), result.out());
        assertTrue(run("check", file, "--json").out().contains("\"fileOffset\""));
    }

    @Test
    void aFullDiskFailsThePutAndLosesNothing() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                "root".equals(System.getProperty("user.name"))
                        && execute("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk) == 0,
                "only root can mount a small disk");
        try {
            Path store = disk.resolve("store.bstack");
            run("create", store).succeeded();
            run("put", store, "small", newFile("small", "x".repeat(100_000))).succeeded();
            run("put", store, "large", newFile("large", "y".repeat(3_000_000))).failed("o space left");
            assertEquals("small\n", run("ls", store).succeeded().out());
            run("check", store).succeeded();
            run("put", store, "small", newFile("small", "z".repeat(50_000))).succeeded();
            Path large = folder.resolve("large.bstack");
            run("create", large).succeeded();
            run("put", large, "large", folder.resolve("large")).succeeded();
            run("get", large, "large", "-o", disk.resolve("copy")).failed("copy: No space left");
            assertTrue(run("export", large, disk.resolve("out")).err().contains("out/large: No space left"));
            run("rm", store, "small").succeeded();
            run("check", store).succeeded();
        } finally {
            execute("umount", disk);
        }
    }

    private static int execute(Object... command) throws IOException, InterruptedException {
        List<String> words = Arrays.stream(command).map(Object::toString).toList();
        File nowhere = new File("/dev/null");
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(nowhere)
                .start()
                .waitFor();
    }

    @Test
    void wrongUsageIsOneLineAndExitCode2() {
        run().refused("a command is missing");
        run("frobnicate").refused("there is no command 'frobnicate'");
        run("--frobnicate").refused("there is no option '--frobnicate'");
        run("put").refused("see 'bstack put --help'");
        run("put", newStore()).refused("KEY");
        run("ls", "a", "b", "c").refused("there is no place for the argument 'c'");
        run("pop", "file", "-1").refused("pop --help");
        run("pop", "file", "many").refused("'many' is not a number of bytes");
        run("peek", "file", "1", "--from", "1").refused("exclude each other");
        run("push", "file", "source", "--text", "text").refused("exclude each other");
    }

    @Test
    void helpAndVersionAreEverywhereWithExamples() {
        assertTrue(run("--version").succeeded().out().startsWith("bstack"));
        String help = run("--help").succeeded().out();
        assertTrue(help.contains("Examples:") && !help.contains("tour-worker") && !help.contains("warm-up"), help);
        for (String command : List.of(
                "create", "put", "get", "ls", "rm", "import", "export", "push", "pop", "peek", "len", "info", "check",
                "tour")) {
            assertTrue(help.contains("\n  " + command + " "), help);
            String commandHelp = run(command, "--help").succeeded().out();
            assertTrue(
                    commandHelp.contains("Usage: bstack " + command) && commandHelp.contains("Examples:"), commandHelp);
            assertTrue(run(command, "--version").succeeded().out().startsWith("bstack"), command);
        }
    }
}
