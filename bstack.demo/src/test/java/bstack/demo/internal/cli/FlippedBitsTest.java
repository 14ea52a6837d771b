package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.collections.HeapRoot;
import bstack.collections.SliceUse;
import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.BStackVersionException;
import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectAttributes;
import bstack.demo.internal.store.ObjectStore;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.BStackSlice;
import bstack.spi.HeapInspection;
import bstack.spi.UnknownAllocatorException;
import bstack.testkit.storage.CrashingStorage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One flipped bit, anywhere in a file: an open for writing that is refused has changed nothing, one that is not refused
 * shows every live byte, and what calls itself sound has lost nothing.
 */
@Tag("campaign")
class FlippedBitsTest extends CommandTest {
    private static final int FILE_HEADER = 16;
    private static final int LENGTH = 8;
    private static final int HEAP_HEADER = 48;
    private static final long SEED = Long.getLong("bstack.seed", 1);

    private static final PrintStream ERRORS = System.err;

    /** Hundreds of damaged files are mended, each with a line. */
    @BeforeAll
    static void beQuiet() {
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
    }

    @AfterAll
    static void speakAgain() {
        System.setErr(ERRORS);
    }

    /** A slice and what it holds. */
    private record Live(long start, byte[] content) {
        private boolean isHitAt(int position) {
            long offset = position - FILE_HEADER;
            return offset >= start && offset < start + content.length;
        }
    }

    /** A file and what lives in it. */
    private record Heap(byte[] file, List<Live> live) {}

    /** {@return a heap with used and free blocks, at rest, or as it is while it is open} */
    private Heap heap(String allocator, boolean atRest) throws IOException {
        Random random = new Random(SEED);
        Path file = folder.resolve("heap-" + allocator);
        Files.deleteIfExists(file);
        List<Live> live = new ArrayList<>();
        byte[] open;
        try (BStackAllocator heap = BStackAllocators.create(file, allocator)) {
            List<BStackSlice> slices = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                slices.add(heap.alloc(20 + random.nextInt(60)));
            }
            for (int i : new int[] {9, 5, 4, 1}) {
                heap.dealloc(slices.remove(i));
            }
            for (BStackSlice slice : slices) {
                byte[] content = new byte[(int) slice.length()];
                random.nextBytes(content);
                slice.write(content);
                live.add(new Live(slice.start(), content));
            }
            open = Files.readAllBytes(file);
        }
        return new Heap(atRest ? Files.readAllBytes(file) : open, live);
    }

    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void aRefusedStackAtRestIsAsItWasAndAnAcceptedOneHasLostNothing(String allocator) throws IOException {
        Heap heap = heap(allocator, true);
        int refused = 0;
        for (int at = 0; at < heap.file.length; at++) {
            boolean all = at < FILE_HEADER + HEAP_HEADER;
            for (int bit = all ? 0 : at % Byte.SIZE; bit < Byte.SIZE; bit += all ? 1 : 5) {
                byte[] damaged = flipped(heap.file, at, bit);
                CrashingStorage disk = new CrashingStorage(damaged);
                boolean open = opens(heap, at, () -> heapOn(disk));
                refused += open ? 0 : 1;
                if (!open) {
                    assertArrayEquals(damaged, disk.toBytes(), "bit %d of byte %d".formatted(bit, at));
                }
                if (isSound(damaged)) {
                    assertTrue(open, "bit %d of byte %d: sound, and cannot be opened".formatted(bit, at));
                }
            }
        }
        assertTrue(refused > 40, "only %d refused".formatted(refused));
    }

    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void aRefusedFileIsAsItWasWithAJournalToo(String allocator) throws IOException {
        for (boolean atRest : new boolean[] {true, false}) {
            Heap heap = heap(allocator, atRest);
            Path file = folder.resolve("damaged");
            int payload = FILE_HEADER + HEAP_HEADER + 100;
            for (int at = 0; at < payload; at += at < FILE_HEADER + HEAP_HEADER ? 1 : 9) {
                int bit = new Random(SEED + at).nextInt(Byte.SIZE);
                byte[] damaged = flipped(heap.file, at, bit);
                Files.write(file, damaged);
                String what = "bit %d of byte %d, %s".formatted(bit, at, atRest ? "at rest" : "journal");
                if (!opens(heap, at, () -> BStackAllocators.open(file))) {
                    assertArrayEquals(damaged, Files.readAllBytes(file), what);
                }
                Files.write(file, damaged);
                if (!opens(heap, at, () -> BStackAllocators.create(file, allocator))) {
                    assertArrayEquals(damaged, Files.readAllBytes(file), what + ", create");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void aStoreThatCheckCallsSoundCanBeReadAndPushNeverWritesIntoIt(String allocator) throws IOException {
        Path file = newStore(allocator);
        Map<String, byte[]> values = new TreeMap<>();
        Random random = new Random(SEED);
        long directory;
        List<Long> pages = new ArrayList<>();
        try (ObjectStore store = ObjectStore.in(BStackAllocators.open(file))) {
            for (int i = 0; i < 6; i++) {
                byte[] value = new byte[300 + random.nextInt(2000)];
                random.nextBytes(value);
                values.put("key" + i, value);
                store.put(
                        Key.of("key" + i),
                        ObjectAttributes.ofValue(Instant.EPOCH),
                        bstack.demo.internal.store.ValueSource.of(value));
            }
            HeapRoot.open(store.heap()).trace(use -> {
                if (use.part() != SliceUse.Part.VALUE) {
                    pages.add(use.slice().start());
                }
            });
        }
        byte[] good = Files.readAllBytes(file);
        try (BStack stack = BStack.open(file)) {
            directory = ByteBuffer.wrap(stack.get(0, 8))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getLong();
        }
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < FILE_HEADER + HEAP_HEADER; i++) {
            places.add(i);
        }
        for (int i = 0; i < 64; i++) {
            places.add((int) (FILE_HEADER + directory) + i);
        }
        for (long page : pages) {
            for (int i = 0; i < 64; i += 3) {
                places.add((int) (FILE_HEADER + page) + i);
            }
        }
        run("check", file).succeeded();
        for (int at : places) {
            byte[] damaged = flipped(good, at, random.nextInt(Byte.SIZE));
            Files.write(file, damaged);
            Result check = run("check", file);
            boolean isVersion = at < LENGTH; // another version is refused, and not called damage
            assertTrue(check.err().isEmpty() || isVersion, () -> "byte %d: %s".formatted(at, check.err()));
            assertArrayEquals(damaged, Files.readAllBytes(file), "check has changed it");
            if (check.code() == Bstack.DONE) {
                for (Map.Entry<String, byte[]> each : values.entrySet()) {
                    assertArrayEquals(
                            each.getValue(), run("get", file, each.getKey()).bytes(), "byte " + at);
                }
            }
            Result push = runWithInput(new byte[] {1}, "push", file);
            assertEquals(Bstack.FAILED, push.code(), "byte %d: pushed into a heap".formatted(at));
            assertArrayEquals(damaged, Files.readAllBytes(file), "byte %d: push has changed it".formatted(at));
        }
    }

    /** A way to open a heap for writing. */
    @FunctionalInterface
    private interface Opening {
        BStackAllocator open() throws IOException;
    }

    private static BStackAllocator heapOn(CrashingStorage disk) throws IOException {
        BStack stack = BStack.open(disk);
        try {
            return BStackAllocators.open(stack);
        } catch (IOException e) {
            try (stack) {
                throw e;
            }
        }
    }

    /** {@return whether it opens; then everything that lives in it must be there, but what the flipped bit itself hit} */
    private static boolean opens(Heap expected, int at, Opening opening) throws IOException {
        try (BStackAllocator heap = opening.open()) {
            for (Live each : expected.live) {
                if (!each.isHitAt(at)) {
                    byte[] found = heap.slice(each.start, each.content.length).read();
                    assertArrayEquals(each.content, found, "byte %d has cost a slice".formatted(at));
                }
            }
            return true;
        } catch (BStackCorruptException | bstack.core.BStackVersionException | UnknownAllocatorException refusal) {
            return false;
        }
    }

    private static boolean isSound(byte[] file) throws IOException {
        try (BStack stack = BStack.openReadOnly(new CrashingStorage(file))) {
            HeapInspection found = BStackAllocators.inspect(stack);
            return found.isSound() && found.allocator().isPresent();
        } catch (BStackCorruptException | BStackVersionException refusal) {
            return false;
        }
    }

    private static byte[] flipped(byte[] file, int at, int bit) {
        byte[] damaged = file.clone();
        damaged[at] ^= (byte) (1 << bit);
        return damaged;
    }
}
