package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.demo.internal.heap.HeapPicture;
import bstack.demo.internal.heap.Segment;
import bstack.demo.internal.heap.Use;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.InspectableAllocator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** stats, and the picture that map draws in the terminal, in processes of their own. */
@Tag("campaign")
class MapPictureTest extends CommandTest {
    private Path sample(String allocator) throws Exception {
        Path file = folder.resolve("sample-" + allocator + ".bstack");
        SampleHeap.make(file, allocator, 60);
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void everyByteIsOfOneUseAndEverySliceIsFound(String allocator) throws Exception {
        try (BStackAllocator heap = BStackAllocators.openReadOnly(sample(allocator))) {
            HeapPicture picture = HeapPicture.of((InspectableAllocator) heap);
            long at = 0;
            Map<Use, Long> bytes = new EnumMap<>(Use.class);
            for (Segment each : picture.segments()) {
                assertEquals(at, each.start());
                assertTrue(each.length() > 0);
                at = each.end();
                bytes.merge(each.use(), each.length(), Long::sum);
                if (each.use() == Use.VALUE) {
                    assertEquals("pictures", picture.nameOf(each.structure()));
                    assertTrue(each.key().matches("2024/cat-\\d{4}\\.jpg"), each.key());
                }
            }
            assertEquals(heap.length(), at);
            assertEquals(4 * 64L, bytes.get(Use.ROOT));
            long pages = picture.structures().stream().mapToLong(s -> s.pages()).sum();
            assertEquals(4096 * pages, bytes.get(Use.PAGE));
            assertTrue(bytes.get(Use.VALUE) > 100_000 && bytes.get(Use.FREE) > 1000 && bytes.get(Use.OTHER) > 1000);
            assertEquals(
                    List.of("", "jobs", "pictures", "visits"),
                    picture.structures().stream().map(s -> s.name()).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void thePictureFitsTheWidthAndSaysWhatIsThere(String allocator) throws Exception {
        Path file = sample(allocator);
        byte[] before = Files.readAllBytes(file);
        RealCommand real = RealCommand.in(folder.resolve("temporary"));
        String plain =
                real.run("map", file, "--ascii", "--width", "60").succeeded().out();
        assertTrue(plain.chars().allMatch(c -> c == '\n' || c >= ' ' && c < 0x7f), plain);
        assertTrue(plain.lines().allMatch(line -> line.length() <= 60), plain);
        for (String part :
                List.of("P pages", "V values", ". free", "O other", "queue jobs: 60 entries", "map visits: 60")) {
            assertTrue(plain.contains(part), plain);
        }
        String piped = real.run("map", file).succeeded().out();
        assertTrue(piped.contains("█") && !piped.contains("\033"), piped);
        assertTrue(piped.lines().allMatch(line -> line.length() <= 80), piped);
        String coloured = real.run("map", file, "--color", "always").succeeded().out();
        assertTrue(coloured.contains("\033[32m█") && coloured.contains("\033[0m"), coloured);
        assertEquals(
                piped, real.with("NO_COLOR", "1").run("map", file).succeeded().out());
        RealCommand shown = RealCommand.in(folder.resolve("temporary"), "-Dbstack.stdout.terminal=true");
        assertTrue(
                shown.with("COLUMNS", "100").run("map", file).succeeded().out().contains("\033[32m"));
        assertFalse(
                shown.with("NO_COLOR", "1").run("map", file).succeeded().out().contains("\033["));
        RealCommand old = RealCommand.in(folder.resolve("temporary"), "-Dbstack.locale.ascii=true");
        assertTrue(old.run("map", file).succeeded().out().chars().allMatch(c -> c < 0x7f));
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void statsCountsWhatTheBlocksAre(String allocator) throws Exception {
        Path file = sample(allocator);
        RealCommand real = RealCommand.in(folder.resolve("temporary"));
        String text = real.run("stats", file).succeeded().out();
        for (String part : List.of(
                "allocator  " + allocator,
                "journal    none, the file is at rest",
                "queue      jobs, 60 entries, 1 page of utf8",
                "map        visits, 60 entries, 1 page of int64 and utf8",
                "free bytes are outside of that block",
                "bytes of payload for each byte in use",
                "blocks up to")) {
            assertTrue(text.contains(part), text);
        }
        String json = real.run("stats", file, "--json").succeeded().out();
        assertTrue(json.contains("\"size\": " + Files.size(file)), json);
        String info = run("info", file, "--json").succeeded().out();
        for (String fact : List.of("usedBlocks", "usedBytes", "freeBlocks", "freeBytes", "payload")) {
            assertEquals(number(info, fact), number(json, fact), fact);
        }
    }

    private static String number(String json, String name) {
        return json.replaceFirst("(?s).*?\"" + name + "\": ([0-9]+).*", "$1");
    }

    @Test
    void aHeapWithNothingInItIsDrawnToo() throws Exception {
        Path file = newStore();
        assertTrue(run("map", file).succeeded().out().contains("allocator"));
        assertTrue(run("stats", file).succeeded().out().contains("used       0 bytes in 0 blocks"));
    }

    @Test
    void whatIsNoHeapIsAnErrorOfOneLine() throws Exception {
        Path linear = newStore("linear");
        run("push", linear, "--text", "hello").succeeded();
        for (String command : List.of("map", "stats")) {
            run(command, linear).failed("installed: ");
            run(command, folder.resolve("missing")).failed("no such file");
            run(command, folder).failed("is a folder");
        }
        run("map").refused("FILE is missing");
        run("map", linear, "--color", "pink").refused("--color");
    }
}
