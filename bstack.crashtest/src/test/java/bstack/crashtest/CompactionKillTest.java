package bstack.crashtest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.collections.Cursor;
import bstack.collections.DurableMap;
import bstack.collections.HeapRoot;
import bstack.spi.BStackAllocator;
import bstack.spi.InspectableAllocator;
import bstack.testkit.internal.process.JavaProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that compacts a heap in a loop beside writers is killed again and again; what it had acknowledged is there. */
@Tag("crash")
@Tag("campaign")
class CompactionKillTest {
    private static final int KILLS = Integer.getInteger("bstack.crash.kills", 12);
    private static final int LONGEST = 2_500;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void nothingThatWasAcknowledgedIsLost(String kind) throws Exception {
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        System.out.println("seed: -Dbstack.seed=" + seed);
        Random random = new Random(seed);
        Path file = folder.resolve("heap");
        long[] acknowledged = new long[CompactingProgram.WRITERS];
        Arrays.fill(acknowledged, -1);
        int compacted = 0;
        for (int i = 0; i < KILLS; i++) {
            Path output = folder.resolve("output" + i);
            Process process = new ProcessBuilder(JavaProcess.command(CompactingProgram.class, kind, file.toString()))
                    .redirectOutput(output.toFile())
                    .redirectError(folder.resolve("errors").toFile())
                    .start();
            boolean ended = process.waitFor(400 + random.nextInt(LONGEST), TimeUnit.MILLISECONDS);
            assertFalse(ended, () -> errors() + ", seed " + seed);
            process.destroyForcibly().waitFor();
            for (String line : Files.readAllLines(output, StandardCharsets.UTF_8)) {
                String[] words = line.split(" ");
                if (line.equals("compacted")) {
                    compacted++;
                } else if (words.length == 2 && !words[1].isEmpty()) {
                    // The last line may be cut off: a smaller number.
                    int writer = Integer.parseInt(words[0]);
                    acknowledged[writer] = Math.max(acknowledged[writer], Long.parseLong(words[1]));
                }
            }
            if (Files.exists(file)) {
                check(kind, file, acknowledged, "kill %d, seed %d".formatted(i, seed));
            }
        }
        System.out.printf("%s: %d kills, %d compactions%n", kind, KILLS, compacted);
        assertTrue(compacted > 0 && acknowledged[0] > 0, "nothing has happened, seed " + seed);
    }

    private String errors() {
        try {
            return Files.readString(folder.resolve("errors"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void check(String kind, Path file, long[] acknowledged, String when) throws IOException {
        try (BStackAllocator heap = CompactingProgram.open(kind, file)) {
            HeapRoot root = HeapRoot.open(heap);
            root.verifyAll(damage -> assertEquals("nothing", damage.toString(), when));
            assertEquals(List.of(), ((InspectableAllocator) heap).verify(), when);
            assertEquals(List.of(), root.leaks(List.of()).slices(), when);
            for (int writer = 0; writer < acknowledged.length; writer++) {
                DurableMap<Long, byte[]> map = CompactingProgram.map(root, writer);
                long last = CompactingProgram.last(map);
                assertTrue(last >= acknowledged[writer], when + ": lost what comes after " + last);
                assertTrue(acknowledged[writer] < 0 || last <= acknowledged[writer] + 1, when + ": up to " + last);
                acknowledged[writer] = Math.max(acknowledged[writer], last);
                long first = Math.max(0, last - CompactingProgram.KEYS + 1);
                assertEquals(last - first + 1, map.size(), when);
                for (long n = first; n <= last; n++) {
                    assertArrayEquals(CompactingProgram.value(writer, n), map.get(n % CompactingProgram.KEYS), when);
                }
                Cursor<Long, byte[]> elements =
                        CompactingProgram.queue(root, writer).cursor();
                for (long n = Math.max(0, last - CompactingProgram.KEPT + 1); n <= last; n++) {
                    assertTrue(elements.next(), when);
                    assertArrayEquals(CompactingProgram.value(writer, n), elements.value(), when);
                }
                assertFalse(elements.next(), when);
            }
        }
    }
}
