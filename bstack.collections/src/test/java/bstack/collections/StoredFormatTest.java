package bstack.collections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import bstack.alloc.firstfit.FirstFitBStackAllocator;
import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file that was written when the format was fixed is read and written today. {@code reference/maps.bstack} is what
 * {@link #write} has made; it never changes.
 */
class StoredFormatTest {
    private static final int ENTRIES = 200;
    private static final int LARGE = 3000;

    @TempDir
    private Path folder;

    /** Makes the file, once and for all. */
    public static void main(String[] arguments) throws IOException {
        write(Path.of(arguments[0]));
    }

    private static void write(Path file) throws IOException {
        try (BStackAllocator heap = FirstFitBStackAllocator.open(BStack.open(file))) {
            HeapRoot root = HeapRoot.open(heap);
            DurableMap<String, Long> numbers = root.map("numbers", Codec.utf8(), Codec.int64());
            DurableMap<Integer, byte[]> bytes = root.map("bytes", Codec.int32(), Codec.bytes());
            heap.stack().transact(() -> {
                for (int i = 0; i < ENTRIES; i++) {
                    numbers.put("number " + i, (long) i * i);
                    bytes.put(i - ENTRIES / 2, content(i));
                }
                for (int i = 0; i < ENTRIES; i += 3) {
                    numbers.remove("number " + i);
                }
            });
        }
    }

    private static byte[] content(int i) {
        byte[] content = new byte[i % 50 == 0 ? LARGE : i];
        Arrays.fill(content, (byte) i);
        return content;
    }

    private Path copy() throws IOException {
        Path copy = folder.resolve("copy");
        try (InputStream stored = StoredFormatTest.class.getResourceAsStream("/reference/maps.bstack")) {
            assertNotNull(stored);
            Files.copy(stored, copy);
        }
        return copy;
    }

    @Test
    void theFileIsRead() throws IOException {
        Path file = copy();
        byte[] before = Files.readAllBytes(file);
        try (BStackAllocator heap = FirstFitBStackAllocator.open(BStack.open(file))) {
            assertHolds(HeapRoot.open(heap));
        }
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    private static void assertHolds(HeapRoot root) throws IOException {
        assertEquals(
                List.of(
                        new Entry("bytes", Entry.Kind.MAP, List.of("int32", "bytes"), ENTRIES),
                        new Entry("numbers", Entry.Kind.MAP, List.of("utf8", "int64"), ENTRIES - 67)),
                root.entries());
        assertEquals(List.of(), root.verify());
        DurableMap<String, Long> numbers = root.map("numbers", Codec.utf8(), Codec.int64());
        DurableMap<Integer, byte[]> bytes = root.map("bytes", Codec.int32(), Codec.bytes());
        assertEquals(List.of(), numbers.verify());
        assertEquals(List.of(), bytes.verify());
        for (int i = 0; i < ENTRIES; i++) {
            assertEquals(i % 3 == 0 ? null : (Long) ((long) i * i), numbers.get("number " + i));
            assertArrayEquals(content(i), bytes.get(i - ENTRIES / 2));
        }
        List<Integer> keys = new ArrayList<>();
        bytes.forEach((key, value) -> keys.add(key));
        assertEquals(ENTRIES, keys.size());
        assertEquals(-ENTRIES / 2, keys.get(0));
    }

    @Test
    void theFileIsWritten() throws IOException {
        Path file = copy();
        try (BStackAllocator heap = FirstFitBStackAllocator.open(BStack.open(file))) {
            HeapRoot root = HeapRoot.open(heap);
            DurableMap<Integer, byte[]> bytes = root.map("bytes", Codec.int32(), Codec.bytes());
            assertArrayEquals(content(7), bytes.put(7 - ENTRIES / 2, content(50)));
            assertArrayEquals(content(50), bytes.put(7 - ENTRIES / 2, content(7)));
            assertNull(root.map("new", Codec.utf8(), Codec.utf8()).put("a", "b"));
        }
        try (BStackAllocator heap = FirstFitBStackAllocator.open(BStack.open(file))) {
            HeapRoot root = HeapRoot.open(heap);
            root.drop("new");
            assertHolds(root);
        }
    }
}
