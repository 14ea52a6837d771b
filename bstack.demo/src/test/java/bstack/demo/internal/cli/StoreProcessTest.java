package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectAttributes;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.store.OldStores;
import bstack.spi.BStackAllocators;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores that are larger than the memory of the process, and stores of the old layout, in processes of the command. */
@Tag("campaign")
class StoreProcessTest extends CommandTest {
    private static final int LARGE = 100 << 20;

    /** {@return the output of a command that has succeeded in a JVM with so much memory} */
    private String runIn(String memory, Object... args) throws Exception {
        try (CommandProcess command =
                CommandProcess.startSayingAll(List.of(memory, "-XX:+UseSerialGC"), folder.resolve("tmp"), args)) {
            String output = new String(command.process().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, command.exitCode(), output);
            return output;
        }
    }

    private Path largeFile() throws IOException {
        Path large = folder.resolve("large");
        SplittableRandom random = new SplittableRandom(1);
        byte[] piece = new byte[1 << 20];
        random.nextBytes(piece);
        try (OutputStream out = Files.newOutputStream(large)) {
            for (int written = 0; written < LARGE; written += piece.length) {
                piece[written >> 20 & 0xFFFF] ^= 1;
                out.write(piece);
            }
            out.write(7);
        }
        return large;
    }

    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void aValueLargerThanTheMemoryGoesInAndOut(String allocator) throws Exception {
        Path store = newStore(allocator);
        Path large = largeFile();
        Path copy = folder.resolve("copy");
        for (int round = 0; round < 2; round++) {
            assertEquals("", runIn("-Xmx64m", "put", store, "large", large));
        }
        assertEquals("", runIn("-Xmx64m", "get", store, "large", "-o", copy));
        assertEquals(-1, Files.mismatch(large, copy));
        assertTrue(runIn("-Xmx64m", "check", store).contains(": sound ("));
        assertEquals("", runIn("-Xmx64m", "rm", store, "large"));
        assertTrue(Files.size(store) < 1 << 20, Files.size(store) + " bytes for an empty store");
    }

    /** As a million keys in 64 MiB, which a person has measured: {@code bstack.keys} and {@code bstack.memory}. */
    @ParameterizedTest
    @CsvSource({"first-fit, 100", "ghost-tree, 100", "first-fit, 600"})
    void manyKeysAreListedAndCheckedInLittleMemory(String allocator, int length) throws Exception {
        int keys = Integer.getInteger("bstack.keys", 60_000);
        Path file = newStore(allocator);
        try (ObjectStore store = ObjectStore.in(BStackAllocators.open(file))) {
            for (int first = 0; first < keys; first += 1000) {
                int from = first;
                store.heap().stack().transact(() -> {
                    for (int i = from; i < from + 1000; i++) {
                        store.put(
                                Key.of("folder-%02d/file-%08x".formatted(i % 100, i * 0x9E3779B1)),
                                ObjectAttributes.ofValue(Instant.EPOCH),
                                bstack.demo.internal.store.ValueSource.of(new byte[length]));
                    }
                });
            }
        }
        String memory = "-Xmx" + System.getProperty("bstack.memory", "16m");
        String report = runIn(memory, "check", file);
        assertTrue(report.contains(": sound (") && report.contains("%,d objects".formatted(keys)), report);
        assertEquals(keys, runIn(memory, "ls", file).lines().count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void anOldStoreIsConvertedByTheFirstChangeWithANote(String allocator) throws Exception {
        Path file = Files.write(folder.resolve("old.bstack"), OldStores.recorded(allocator));
        byte[] before = Files.readAllBytes(file);
        String keys = runIn("-Xmx64m", "ls", file, "--json");
        assertEquals(401, keys.lines().filter(line -> line.contains("\"key\"")).count());
        assertTrue(runIn("-Xmx64m", "check", file).contains(": sound ("));
        assertTrue(runIn("-Xmx64m", "info", file).contains("401, 355.6 KiB of values, 7 pages of index"));
        assertArrayEquals(before, Files.readAllBytes(file), "a reader has changed it");
        Path source = newFile("source", "content");
        String note = runIn("-Xmx64m", "put", file, "new", source);
        assertEquals("bstack: " + file + " has an older layout: converting it, 401 objects, once\n", note);
        assertEquals("", runIn("-Xmx64m", "rm", file, "new"));
        assertEquals(keys, runIn("-Xmx64m", "ls", file, "--json"));
        assertTrue(runIn("-Xmx64m", "check", file).contains(": sound ("));
    }
}
