package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectAttributes;
import bstack.demo.internal.store.ObjectStore;
import bstack.spi.BStackAllocators;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** repair, on files of which a known part is damaged; and every inspecting command on hundreds of damaged files. */
class RepairTest extends CommandTest {
    private static final long SEED = Long.getLong("bstack.seed", 1);
    private static final int HEADER = 16;
    private static final int FILES = 300;
    private static final PrintStream ERRORS = System.err;

    /** Hundreds of damaged files are mended in memory, each with a line. */
    @BeforeAll
    static void beQuiet() {
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
    }

    @AfterAll
    static void speakAgain() {
        System.setErr(ERRORS);
    }

    private Path sample(String allocator) throws Exception {
        Path file = folder.resolve("sample-" + allocator + ".bstack");
        Files.deleteIfExists(file);
        SampleHeap.make(file, allocator, 60);
        return file;
    }

    private static String entries(Path file) {
        return run("map", "range", file, "pictures", "--json").succeeded().out()
                + run("map", "range", file, "visits", "--json").succeeded().out()
                + run("queue", "peek", file, "jobs", "--limit", "1000", "--json")
                        .succeeded()
                        .out();
    }

    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void aSoundFileIsCopiedWhole(String allocator) throws Exception {
        RealCommand real = RealCommand.in(folder.resolve("temporary"));
        Path file = sample(allocator);
        byte[] before = Files.readAllBytes(file);
        Path saved = folder.resolve("saved.bstack");
        String said = real.run("repair", file, "-o", saved).succeeded().out();
        assertTrue(said.contains("map pictures: 40 entries copied\n") && said.contains("made " + saved), said);
        assertEquals(entries(file), entries(saved));
        assertTrue(run("info", saved).succeeded().out().contains("allocator  " + allocator));
        run("check", saved).succeeded();
        assertArrayEquals(before, Files.readAllBytes(file));
        real.run("repair", file, "-o", saved).failed("exists already");
        run("repair", file).refused("--output=NEW is missing");
        run("repair", newStore("linear"), "-o", folder.resolve("none")).failed("has no map or queue");
        assertFalse(Files.exists(folder.resolve("none")));
    }

    /** The places whose damage costs nothing: what is in them is found without them, or is no part of an entry. */
    @ParameterizedTest
    @CsvSource({
        "first-fit, 0",
        "first-fit, 5",
        "first-fit, 8",
        "first-fit, 32",
        "first-fit, 56",
        "first-fit, 64",
        "ghost-tree, 0",
        "ghost-tree, 5",
        "ghost-tree, 8",
        "ghost-tree, 48",
        "ghost-tree, 56"
    })
    void withoutAllocatorAndHeadersEveryEntryIsSaved(String allocator, int position) throws Exception {
        Path file = sample(allocator);
        String before = entries(file);
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < 4; i++) {
            bytes[position + i] ^= (byte) 0xa5;
        }
        Files.write(file, bytes);
        Path saved = folder.resolve("saved.bstack");
        Result result = run("repair", file, "-o", saved, "--allocator", allocator);
        assertEquals("", result.err());
        assertEquals(before, entries(saved), result.out());
        assertArrayEquals(bytes, Files.readAllBytes(file));
    }

    @Test
    void aDamagedDirectoryOrHeaderOfAStructureCostsNothing() throws Exception {
        Path file = sample("first-fit");
        String before = entries(file);
        byte[] good = Files.readAllBytes(file);
        String text = new String(good, StandardCharsets.ISO_8859_1);
        for (int at = text.indexOf("BTRE"); at >= 0; at = text.indexOf("BTRE", at + 1)) {
            byte[] bytes = good.clone();
            bytes[at + 20] ^= 1;
            Files.write(file, bytes);
            Path saved = folder.resolve("saved-" + at + ".bstack");
            Result result = run("repair", file, "-o", saved);
            assertEquals("", result.err());
            assertEquals(before, entries(saved), result.out());
        }
    }

    /** A store of values, each of which is known, and what may be missing of it for the bytes that are damaged. */
    private Map<String, byte[]> store(Path file, String allocator, Random random) throws Exception {
        Map<String, byte[]> values = new TreeMap<>();
        run("create", file, "--allocator", allocator).succeeded();
        try (ObjectStore store = ObjectStore.in(BStackAllocators.open(file))) {
            for (int i = 0; i < 200; i++) {
                byte[] value = new byte[random.nextInt(5) == 0 ? 20_000 : random.nextInt(900)];
                random.nextBytes(value);
                values.put("key-%03d".formatted(i), value);
                store.put(
                        Key.of("key-%03d".formatted(i)),
                        ObjectAttributes.ofValue(Instant.EPOCH),
                        bstack.demo.internal.store.ValueSource.of(value));
            }
            for (int i = 0; i < 200; i += 7) {
                values.remove("key-%03d".formatted(i));
                store.removeAll(List.of(Key.of("key-%03d".formatted(i))));
            }
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void ofADamagedStoreEveryObjectIsSavedButWhatTheDamageHit(String allocator) throws Exception {
        Random random = new Random(SEED);
        Path file = folder.resolve("store.bstack");
        Map<String, byte[]> values = store(file, allocator, random);
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < 40; i++) {
            bytes[i] ^= (byte) 0x5a;
        }
        Files.write(file, bytes);
        Path saved = folder.resolve("saved.bstack");
        Result result = run("repair", file, "-o", saved, "--json");
        assertEquals("", result.err(), "seed " + SEED);
        assertEquals(Bstack.FAILED, result.code());
        assertTrue(result.out().contains("\"losses\": []"), result.out());
        assertEquals(values.size(), run("ls", saved).succeeded().out().lines().count());
        values.forEach((key, value) ->
                assertArrayEquals(value, run("get", saved, key).succeeded().bytes(), key));
        run("check", saved).succeeded();
    }

    /** No trace, no hang, the right exit code, nothing changed; and repair gives back all but what the damage hit. */
    @Tag("campaign")
    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void everyInspectingCommandBearsHundredsOfDamagedFiles(String allocator) throws Exception {
        Random random = new Random(SEED);
        ERRORS.println("bstack.seed=" + SEED);
        Path file = folder.resolve("store.bstack");
        Map<String, byte[]> values = store(file, allocator, random);
        byte[] good = Files.readAllBytes(file);
        Path saved = folder.resolve("saved.bstack");
        for (int i = 0; i < FILES / 2; i++) {
            byte[] bad = damaged(good, random);
            Files.write(file, bad);
            String what = "seed %d, file %d".formatted(SEED, i);
            boolean isSound = run("check", file).out().contains(": sound (" + allocator);
            for (List<String> command : List.of(
                    List.of("info"),
                    List.of("info", "--json"),
                    List.of("check"),
                    List.of("check", "--level", "header"),
                    List.of("check", "--level", "journal"),
                    List.of("check", "--level", "allocator"),
                    List.of("check", "--level", "structures"),
                    List.of("check", "--json"),
                    List.of("stats"),
                    List.of("map"),
                    List.of("map", "--json"),
                    List.of("page", Integer.toString(random.nextInt(bad.length))),
                    List.of("page", "--file", Integer.toString(random.nextInt(bad.length))),
                    List.of("ls", "--long"),
                    List.of("ls", "--json"),
                    List.of("get", "key-001"),
                    List.of("len"),
                    List.of("peek", "10"))) {
                Object[] args = new Object[command.size() + 1];
                args[0] = command.get(0);
                args[1] = file;
                for (int j = 1; j < command.size(); j++) {
                    args[j + 1] = command.get(j);
                }
                Result result = run(args);
                String said = result.err();
                assertFalse(
                        said.contains("internal error") || said.contains("\tat "), () -> what + ": " + command + said);
                assertTrue(said.isEmpty() || said.indexOf('\n') == said.length() - 1, () -> what + ": " + said);
                assertTrue(
                        result.code() == (said.isEmpty() ? Bstack.DONE : Bstack.FAILED)
                                || command.get(0).equals("check") && said.isEmpty(),
                        () -> what + ": " + command + result.code() + said);
            }
            assertArrayEquals(bad, Files.readAllBytes(file), what);
            Files.deleteIfExists(saved);
            Result repair = run("repair", file, "-o", saved);
            assertFalse(repair.err().contains("internal error"), () -> what + repair.err());
            int lost = compare(values, saved, what);
            if (isSound || repair.code() == Bstack.DONE) {
                assertEquals(0, lost, () -> what + ": " + repair);
            }
            // One piece of damage, of at most 64 bytes, hits at most one page, or one value and the page of its key.
            assertTrue(lost <= 60, () -> what + ": " + lost + " objects lost, " + repair);
        }
    }

    /** Nothing that is there is wrong; {@return how many objects are not there} */
    private static int compare(Map<String, byte[]> values, Path saved, String what) {
        if (!Files.exists(saved)) {
            return values.size();
        }
        int lost = 0;
        for (Map.Entry<String, byte[]> each : values.entrySet()) {
            Result found = run("get", saved, each.getKey());
            if (found.code() == Bstack.DONE) {
                assertArrayEquals(each.getValue(), found.bytes(), what + ", " + each.getKey());
            } else {
                lost++;
            }
        }
        return lost;
    }

    private static byte[] damaged(byte[] good, Random random) {
        byte[] bad = good.clone();
        int at = random.nextInt(4) == 0 ? random.nextInt(HEADER + 64) : random.nextInt(bad.length);
        int length = Math.min(bad.length - at, 1 + random.nextInt(64));
        switch (random.nextInt(3)) {
            case 0 -> bad[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> java.util.Arrays.fill(bad, at, at + length, (byte) 0);
            default -> {
                byte[] noise = new byte[length];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, bad, at, length);
            }
        }
        return bad;
    }
}
