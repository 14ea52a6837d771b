package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** trim, compact, recover, page, check by levels, and bench. */
@Tag("campaign")
class TrustCommandsTest extends CommandTest {
    private static final int HEADER = 16;

    private Path sample(String allocator) throws Exception {
        Path file = folder.resolve("sample-" + allocator + ".bstack");
        SampleHeap.make(file, allocator, 60);
        return file;
    }

    /** {@return the file as it is while it is open for writing, with a journal at its end} */
    private Path withJournal() throws Exception {
        Path file = folder.resolve("journal.bstack");
        byte[] open;
        try (BStack stack = BStack.open(file)) {
            stack.push("hello".getBytes());
            stack.push("world".getBytes());
            open = Files.readAllBytes(file);
        }
        return Files.write(file, open);
    }

    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void compactAndTrimMakeTheFileSmallerAndLoseNothing(String allocator) throws Exception {
        RealCommand real = RealCommand.in(folder.resolve("temporary"));
        Path file = sample(allocator);
        String range =
                run("map", "range", file, "pictures", "--json").succeeded().out();
        String said = real.run("compact", file).succeeded().out();
        assertTrue(said.contains("; moved ") && said.contains("of no structure stay where they are"), said);
        assertEquals(
                range,
                run("map", "range", file, "pictures", "--json").succeeded().out());
        assertTrue(run("compact", file, "--json").succeeded().out().startsWith("{\"movedBytes\": "));
        assertTrue(real.run("trim", file, "--json").succeeded().out().startsWith("{\"givenBack\": "));
        assertEquals(
                "nothing is free at the end\n", run("trim", file).succeeded().out());
        assertEquals("", run("trim", file, "--quiet").succeeded().out());
        assertEquals("60\n", run("queue", "len", file, "jobs").succeeded().out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void aStoreOfWhichMuchIsRemovedBecomesSmall(String allocator) throws Exception {
        Path file = newStore(allocator);
        for (int i = 0; i < 20; i++) {
            run("put", file, "key-" + i, newFile("source", "x".repeat(20_000))).succeeded();
        }
        for (int i = 0; i < 15; i++) {
            run("rm", file, "key-" + i).succeeded();
        }
        run("compact", file).succeeded();
        assertTrue(Files.size(file) < 150_000, Files.size(file) + " bytes");
        assertEquals("x".repeat(20_000), run("get", file, "key-17").succeeded().out());
        run("check", file).succeeded();
    }

    @Test
    void recoverLeavesTheFileAtRest() throws Exception {
        RealCommand real = RealCommand.in(folder.resolve("temporary"));
        Path file = withJournal();
        assertTrue(run("info", file).succeeded().out().contains("with a journal"));
        assertEquals(
                file + " is at rest: 2 commits of a journal are in place\n",
                real.run("recover", file).succeeded().out());
        assertEquals(HEADER + 10, Files.size(file));
        assertEquals(1, Files.readAllBytes(file)[5]);
        assertEquals(
                file + " was at rest already\n",
                real.run("recover", file).succeeded().out());
        assertEquals(
                "{\"found\": \"at_rest\", \"commits\": 0, \"payload\": 10}\n",
                run("recover", file, "--json").succeeded().out());
        Path store = newStore();
        assertTrue(run("recover", store).succeeded().out().endsWith("was at rest already\n"));
    }

    @Test
    void pageDecodesTheHeaderTheJournalAndThePayload() throws Exception {
        RealCommand real = RealCommand.in(folder.resolve("temporary"));
        Path file = withJournal();
        String header = real.run("page", file, "0", "--file").succeeded().out();
        assertTrue(header.contains("decoded    header of the file\nmagic      BSTK\nstate      a journal"), header);
        assertTrue(header.contains("         0  42 53 54 4b 00 81"), header);
        String payload = run("page", file, "5").succeeded().out();
        assertTrue(payload.contains("offset     5") && payload.contains("77 6f 72 6c 64"), payload);
        long base = Files.size(file) - 4096;
        String record = run("page", file, base, "--file").succeeded().out();
        String other = run("page", file, base - 4096, "--file").succeeded().out();
        assertTrue((record + other).contains("decoded    base record of the journal"), record + other);
        String start = (record + other).replaceFirst("(?s).*frames     from ([0-9]+) on.*", "$1");
        String frame = run("page", file, start, "--file").succeeded().out();
        assertTrue(frame.contains("decoded    frame of the journal") && frame.contains("newLength"), frame);
        run("page", file, Files.size(file), "--file").failed("there is no position");
        run("page", file, "many").refused("OFFSET: 'many' is not a number of bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void pageFindsWhatIsWhereInAHeap(String allocator) throws Exception {
        Path file = sample(allocator);
        byte[] before = Files.readAllBytes(file);
        String map = run("map", file, "--json").succeeded().out();
        for (String use : List.of("pages", "headers", "values", "free", "allocator")) {
            String offset = map.replaceFirst(
                    "(?s).*?\\{\"offset\": ([0-9]+), \"length\": [0-9]+, \"use\": \"" + use + "\".*", "$1");
            String shown = run("page", file, offset).succeeded().out();
            assertTrue(shown.contains("use        " + use), shown);
            assertTrue(shown.contains("begins     " + offset), shown);
            switch (use) {
                case "pages" -> assertTrue(shown.contains("decoded    leaf of a tree"), shown);
                case "headers" -> assertTrue(shown.contains("decoded    header of a directory"), shown);
                case "values" -> assertTrue(shown.contains("structure  pictures\nkey        2024/cat-"), shown);
                default -> assertFalse(shown.contains("structure "), shown);
            }
        }
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    @Test
    void eachLevelOfCheckSeesWhatIsItsOwn() throws Exception {
        RealCommand real = RealCommand.in(folder.resolve("temporary"));
        Path file = newStore();
        run("map", "put", file, "settings", "colour", "b".repeat(5000)).succeeded();
        byte[] good = Files.readAllBytes(file);
        List<String> levels = List.of("header", "journal", "allocator", "structures", "all");
        for (String level : levels) {
            assertTrue(
                    real.run("check", file, "--level", level).succeeded().out().contains(": sound ("), level);
        }
        int value = indexOf(good, "bbbbbbbbbb");
        int page = indexOf(good, "BTRE");
        int[][] damages = {{0, 0}, {HEADER + 48 + 1, 2}, {page + 9, 3}, {value, 4}};
        for (int[] damage : damages) {
            byte[] bad = good.clone();
            bad[damage[0]] ^= 0x41;
            Files.write(file, bad);
            for (int level = 0; level < levels.size(); level++) {
                Result result = run("check", file, "--level", levels.get(level), "--json");
                int expected = level < damage[1] ? Bstack.DONE : Bstack.FAILED;
                assertEquals(
                        expected,
                        result.code(),
                        "byte %d, level %s: %s".formatted(damage[0], levels.get(level), result.out()));
                assertEquals("", result.err());
                assertTrue(result.out().contains("\"level\": \"" + levels.get(level) + "\""), result.out());
            }
            assertArrayEquals(bad, Files.readAllBytes(file));
        }
        run("check", file, "--level", "deep").refused("--level");
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
    }

    @Test
    void benchMeasuresInAFileOfItsOwnAndLeavesNothing() throws Exception {
        RealCommand real = RealCommand.in(folder.resolve("temporary"));
        Path place = Files.createDirectory(folder.resolve("place"));
        String shown = real.run("bench", place).succeeded().out();
        assertTrue(
                shown.contains("push of 64 bytes, 16 threads") && shown.lines().count() <= 24, shown);
        assertTrue(run("bench", place, "--json").succeeded().out().contains("\"push\": {\"perSecond\": "));
        try (var files = Files.list(place)) {
            assertEquals(0, files.count());
        }
        run("bench", folder.resolve("no/file")).failed("no such file or folder");
    }
}
