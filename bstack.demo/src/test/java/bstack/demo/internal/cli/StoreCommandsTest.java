package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands that work on keys, in processes of their own: output, exit code and file. */
class StoreCommandsTest extends CommandTest {
    private Path store;

    @BeforeEach
    void makeAStore() {
        store = newStore();
    }

    /** What a process has done. */
    private record Done(int code, byte[] bytes, String err) {
        String out() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        Done succeeded() {
            assertEquals("", err);
            assertEquals(0, code);
            return this;
        }

        void failed(int expected, String part) {
            assertEquals(expected, code, err);
            assertTrue(err.startsWith("bstack: ") && err.contains(part), err);
            assertEquals(err.length() - 1, err.indexOf('\n'), err);
            assertEquals("", out());
        }
    }

    private Done process(Object... args) throws Exception {
        return processWithInput("", args);
    }

    private Done processWithInput(String input, Object... args) throws Exception {
        Path temporary = folder.resolve("temporary");
        try (CommandProcess command = CommandProcess.start(temporary, args)) {
            try (OutputStream in = command.process().getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                assertTrue(String.valueOf(e.getMessage()).contains("pipe"), e.toString());
            }
            byte[] out = command.process().getInputStream().readAllBytes();
            return new Done(command.exitCode(), out, command.errors());
        }
    }

    private void put(String key, String value) {
        runWithInput(value.getBytes(StandardCharsets.UTF_8), "put", store, key).succeeded();
    }

    private void assertSound() {
        assertTrue(run("check", store).succeeded().out().contains(": sound ("));
    }

    private String keys() {
        return run("ls", store).succeeded().out();
    }

    @Test
    void mvRenamesAKey() throws Exception {
        put("a", "value");
        put("b", "other");
        assertEquals("", process("mv", store, "a", "c").succeeded().out());
        assertEquals("b\nc\n", keys());
        assertEquals("value", run("get", store, "c").succeeded().out());
        byte[] before = Files.readAllBytes(store);
        process("mv", store, "c", "b").failed(1, "--force replaces it");
        process("mv", store, "x", "y").failed(1, "there is no key 'x'");
        assertArrayEquals(before, Files.readAllBytes(store));
        process("mv", store, "c", "b", "--force").succeeded();
        assertEquals("b\n", keys());
        assertEquals("value", run("get", store, "b").succeeded().out());
        assertSound();
    }

    @Test
    void mvRenamesAllKeysOfAPrefixOrNone() throws Exception {
        for (String key : List.of("old/1", "old/2", "older", "x")) {
            put(key, key);
        }
        process("mv", store, "--prefix", "old/", "new/").succeeded();
        assertEquals("new/1\nnew/2\nolder\nx\n", keys());
        assertEquals("old/1", run("get", store, "new/1").succeeded().out());
        put("z2", "");
        process("mv", store, "--prefix", "new/", "z").failed(1, "'z2'");
        process("mv", store, "--prefix", "new/", "new/deeper/").failed(1, "begin with each other");
        process("mv", store, "--prefix", "nothing/", "z").failed(1, "there is no key that begins with");
        process("mv", store, "--prefix", "new/", "k".repeat(1024)).failed(1, "the most is 1024");
        assertEquals("new/1\nnew/2\nolder\nx\nz2\n", keys());
        assertSound();
    }

    @Test
    void catPrintsSeveralValuesOrNothing() throws Exception {
        put("a", "one,");
        put("b", "two".repeat(200_000));
        assertEquals(
                "one," + "two".repeat(200_000) + "one,",
                process("cat", store, "a", "b", "a").succeeded().out());
        process("cat", store, "a", "missing").failed(1, "there is no key 'missing'");
    }

    @Test
    void existsSaysItByItsExitCode() throws Exception {
        put("a", "");
        put("b", "");
        assertEquals("", process("exists", store, "a", "b").succeeded().out());
        Done missing = process("exists", store, "a", "x");
        assertEquals(1, missing.code());
        assertEquals("", missing.err() + missing.out());
        process("exists", folder.resolve("no-store"), "a").failed(1, "no such file");
    }

    @Test
    void appendAddsToAValueAndMakesANewOne() throws Exception {
        processWithInput("one", "append", store, "log").succeeded();
        processWithInput(",two", "append", store, "log").succeeded();
        assertEquals("one,two", run("get", store, "log").succeeded().out());
        Path more = newFile("more", "x".repeat(1_000_000));
        process("append", store, "log", more).succeeded();
        process("append", store, "log", more).succeeded();
        assertEquals(
                "one,two" + "x".repeat(2_000_000),
                run("get", store, "log").succeeded().out());
        process("append", store, "log", folder).failed(1, "is a folder");
        process("append", store, "log", folder.resolve("nothing")).failed(1, "no such file");
        assertSound();
    }

    @Test
    void putIfAbsentLeavesAValueAsItIs() throws Exception {
        processWithInput("first", "put", "--if-absent", store, "lock").succeeded();
        byte[] before = Files.readAllBytes(store);
        processWithInput("second", "put", "--if-absent", store, "lock").failed(1, "already: nothing was changed");
        assertArrayEquals(before, Files.readAllBytes(store));
        assertEquals("first", run("get", store, "lock").succeeded().out());
    }

    @Test
    void getGivesARange() throws Exception {
        byte[] value = new byte[700_000];
        new Random(1).nextBytes(value);
        Path source = Files.write(folder.resolve("value"), value);
        run("put", store, "large", source).succeeded();
        put("small", "0123456789");
        assertEquals(
                "234",
                process("get", store, "small", "--range", "2-4").succeeded().out());
        assertEquals(
                "789",
                process("get", store, "small", "--range", "7-").succeeded().out());
        assertEquals(
                "89", process("get", store, "small", "--range=-2").succeeded().out());
        assertEquals(
                "", process("get", store, "small", "--range", "10-").succeeded().out());
        process("get", store, "small", "--range", "11-").failed(1, "has 10 bytes");
        process("get", store, "small", "--range", "4-2").failed(2, "the last byte is before the first one");
        process("get", store, "small", "--range", "some").failed(2, "a range is 100-199");
        Path target = folder.resolve("target");
        process("get", store, "large", "--range", "250000-600000", "-o", target).succeeded();
        assertArrayEquals(Arrays.copyOfRange(value, 250_000, 600_001), Files.readAllBytes(target));
    }

    @Test
    void rmRemovesAllKeysOfAPrefix() throws Exception {
        for (String key : List.of("tmp/1", "tmp/2", "tmpx", "a")) {
            put(key, key);
        }
        assertEquals(
                "removed 2 keys\n",
                process("rm", store, "--prefix", "tmp/").succeeded().out());
        assertEquals("a\ntmpx\n", keys());
        process("rm", store, "--prefix", "tmp/").failed(1, "there is no key that begins with 'tmp/'");
        process("rm", store).failed(2, "a KEY is missing");
        process("rm", store, "a", "--prefix", "b").failed(2, "goes without a KEY");
        assertSound();
    }

    @Test
    void lsListsOneLevelSortedByPatternAndNoMoreThanIsWanted() throws Exception {
        for (String key :
                List.of("a", "docs/b.txt", "docs/c.jpg", "docs/more/d.txt", "docs/more/e.txt", "docs.old", "z/")) {
            put(key, "x".repeat(key.length()));
        }
        assertEquals(
                "a\ndocs.old\ndocs/\nz/\n",
                process("ls", store, "--level").succeeded().out());
        assertEquals(
                "docs/b.txt\ndocs/c.jpg\ndocs/more/\n",
                process("ls", store, "docs/", "--level").succeeded().out());
        assertEquals(
                "docs/b.txt\n",
                process("ls", store, "docs/", "--glob", "*.txt").succeeded().out());
        assertEquals(
                "docs/b.txt\ndocs/more/d.txt\ndocs/more/e.txt\n",
                process("ls", store, "--glob", "**.txt").succeeded().out());
        assertEquals(
                "docs/b.txt\n",
                process("ls", store, "--glob", "**.txt", "--limit", "1")
                        .succeeded()
                        .out());
        assertEquals(
                "z/\ndocs/more/e.txt\n",
                process("ls", store, "--reverse", "--limit", "2").succeeded().out());
        assertEquals(
                "a\nz/\ndocs.old\n",
                process("ls", store, "--sort", "size", "--reverse", "--limit", "3")
                        .succeeded()
                        .out());
        assertEquals("", process("ls", store, "--limit", "0").succeeded().out());
        String json =
                process("ls", store, "docs/", "--level", "--json").succeeded().out();
        assertTrue(json.contains("{\"key\": \"docs/more/\", \"type\": \"prefix\"}"), json);
        String detailed = process("ls", store, "--level", "--long").succeeded().out();
        assertTrue(
                detailed.lines().anyMatch(line -> line.startsWith("d---------") && line.endsWith(" docs/")), detailed);
        process("ls", store, "--glob", "[a").failed(2, "a bracket is not closed");
        process("ls", store, "--sort", "colour").failed(2, "colour");
    }

    @Test
    void importTakesAPrefixLeavesOutAndDeletes() throws Exception {
        Path source = Files.createDirectories(folder.resolve("source/sub/deep"))
                .getParent()
                .getParent();
        Files.writeString(source.resolve("a.txt"), "a");
        Files.writeString(source.resolve("b.tmp"), "b");
        Files.writeString(source.resolve("sub/c.txt"), "c");
        Files.writeString(source.resolve("sub/deep/d.txt"), "d");
        put("other", "");
        put("in/gone", "");
        put("in/kept.tmp", "");
        Done done = process(
                "import", store, source, "--prefix", "in/", "--exclude", "*.tmp", "--exclude", "sub/deep", "--delete");
        assertEquals(0, done.code(), done.err());
        assertEquals(
                List.of("in/a.txt", "in/sub", "in/sub/c.txt"),
                done.out().lines().sorted().toList());
        assertTrue(done.err().contains("removed 1 key"), done.err());
        assertEquals("in/a.txt\nin/kept.tmp\nin/sub\nin/sub/c.txt\nother\n", keys());
        Done quiet = process("import", "--quiet", store, source);
        assertEquals("", quiet.out() + quiet.err());
        assertEquals("d", run("get", store, "sub/deep/d.txt").succeeded().out());
        process("import", store, source, "--exclude", "[").failed(2, "bracket");
        assertSound();
    }

    @Test
    void syncStoresOnlyWhatHasChanged() throws Exception {
        Path source = Files.createDirectory(folder.resolve("source"));
        for (int i = 0; i < 20; i++) {
            Files.writeString(source.resolve("file-" + i), "content " + i);
        }
        Files.createSymbolicLink(source.resolve("link"), Path.of("file-1"));
        assertEquals(21, process("sync", store, source).out().lines().count());
        byte[] before = Files.readAllBytes(store);
        Done again = process("sync", store, source);
        assertEquals("", again.out());
        assertTrue(again.err().contains("21 unchanged"), again.err());
        assertArrayEquals(before, Files.readAllBytes(store), "nothing had changed, and the store has");
        Files.writeString(source.resolve("file-3"), "changed!! 3");
        Files.setLastModifiedTime(source.resolve("file-4"), FileTime.fromMillis(1_000_000));
        Files.delete(source.resolve("file-5"));
        Done changed = process("sync", store, source, "--delete");
        assertEquals(List.of("file-3", "file-4"), changed.out().lines().sorted().toList());
        assertTrue(changed.err().contains("removed 1 key"), changed.err());
        assertEquals("changed!! 3", run("get", store, "file-3").succeeded().out());
        assertFalse(keys().contains("file-5\n"));
        assertSound();
    }

    @Test
    void batchMakesAllChangesOrNone() throws Exception {
        put("gone", "x");
        put("old name", "y");
        Path file = newFile("some file", "from a file");
        String changes = """
                # state
                text state "a b\\n"
                put "from file" "%s"
                append state "%s"
                rm gone

                mv "old name" new
                text \\x "kept as it is"
                """.formatted(file, file);
        assertEquals(
                "made 6 changes\n",
                processWithInput(changes, "batch", store).succeeded().out());
        assertEquals("\\\\x\nfrom file\nnew\nstate\n", keys());
        assertEquals("a b\nfrom a file", run("get", store, "state").succeeded().out());
        byte[] before = Files.readAllBytes(store);
        for (String wrong : List.of(
                "rm missing",
                "mv missing b",
                "text a",
                "frobnicate",
                "text \"a b",
                "put a /no/such/file",
                "rm",
                "text a b c")) {
            processWithInput("text a 1\nrm new\n" + wrong + "\ntext b 2", "batch", store)
                    .failed(1, "line 3: ");
            assertArrayEquals(before, Files.readAllBytes(store), wrong);
        }
        processWithInput("rm-prefix \"\\x66\"", "batch", store).succeeded();
        assertEquals("\\\\x\nnew\nstate\n", keys());
        assertSound();
    }

    /** As on a terminal: the progress is drawn over itself, and taken away before anything else is printed. */
    @Test
    void progressIsShownOnATerminalAndNeverGluedToOutput() throws Exception {
        Path source = Files.createDirectory(folder.resolve("source"));
        for (int i = 0; i < 300; i++) {
            Files.write(source.resolve("file-" + i), new byte[20_000]);
        }
        List<String> terminal = List.of("-Dbstack.stderr.terminal=true", "-Dbstack.stdout.terminal=true");
        String output = output(terminal, "import", store, source);
        for (String line : output.split("\n", -1)) {
            String shown = line.replaceFirst(".*\033\\[K", "");
            assertTrue(
                    shown.isEmpty() || shown.matches("file-\\d+|stored 300 files, .*"),
                    "glued: " + line.replace("\033", "ESC"));
        }
        assertTrue(output.endsWith("\n") && output.contains("stored 300 files"), output);
        String plain = output(List.of(), "import", store, source);
        assertFalse(plain.contains("\033") || plain.contains("\r"), plain);
        Path large = Files.write(folder.resolve("large"), new byte[80 << 20]);
        String put = output(terminal, "put", store, "large", large);
        assertTrue(
                put.isEmpty()
                        || put.matches("(\r\033\\[K[^\r\n]* of 80.0 MiB, [^\r\n]*/s, \\d+ (s|min) left)+\r\033\\[K"),
                put);
    }

    private String output(List<String> options, Object... args) throws Exception {
        try (CommandProcess command = CommandProcess.startSayingAll(options, folder.resolve("temporary"), args)) {
            String output = new String(command.process().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, command.exitCode(), output);
            return output;
        }
    }
}
