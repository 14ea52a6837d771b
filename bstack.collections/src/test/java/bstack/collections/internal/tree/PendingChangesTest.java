package bstack.collections.internal.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import bstack.collections.Codec;
import bstack.collections.CodecException;
import bstack.collections.Cursor;
import bstack.collections.DurableMap;
import bstack.collections.HeapKind;
import bstack.collections.HeapRoot;
import bstack.collections.KeyRange;
import bstack.collections.internal.format.TreeKind;
import bstack.collections.internal.root.Directory;
import bstack.core.BStack;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several changes in one transaction, whose pages are written when it commits. */
class PendingChangesTest {
    private BStackAllocator heap;
    private BStack stack;
    private DurableMap<Long, byte[]> map;

    @BeforeEach
    void open() throws IOException {
        open(HeapKind.FIRST_FIT);
    }

    private void open(HeapKind kind) throws IOException {
        heap = kind.open(BStack.open(Storage.memory()));
        stack = heap.stack();
        map = map();
    }

    /** {@return an object of its own for the map} */
    private DurableMap<Long, byte[]> map() throws IOException {
        return HeapRoot.open(heap).map("map", Codec.int64(), Codec.bytes());
    }

    private static byte[] value(long number, int length) {
        byte[] value = new byte[length];
        Arrays.fill(value, (byte) number);
        return value;
    }

    private List<Long> keys(DurableMap<Long, byte[]> read) throws IOException {
        List<Long> keys = new ArrayList<>();
        read.forEach(KeyRange.all(), (key, value) -> {
            assertArrayEquals(value(key, value.length), value);
            keys.add(key);
        });
        return keys;
    }

    private static <T> T elsewhere(Supplier<T> read) {
        return CompletableFuture.supplyAsync(read).join();
    }

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void allObjectsOfAHeapSeeThemAndOtherThreadsDoNot(HeapKind kind) throws IOException {
        open(kind);
        DurableMap<Long, byte[]> other = map();
        stack.transact(() -> {
            for (long i = 0; i < 500; i++) {
                (i % 2 == 0 ? map : other).put(i, value(i, 50));
            }
            assertEquals(500, keys(map).size());
            assertEquals(keys(map), keys(other));
            assertEquals(List.of(), other.verify());
            assertEquals(0, elsewhere(() -> map.asMap().size()));
            assertNull(elsewhere(() -> other.asMap().get(3L)));
            for (long i = 0; i < 500; i += 3) {
                assertArrayEquals(value(i, 50), other.remove(i));
            }
            assertNull(map.get(3L));
        });
        assertEquals(333, keys(other).size());
        assertEquals(333, elsewhere(() -> map.asMap().size()));
        assertEquals(List.of(), map.verify());
        assertEquals(List.of(), HeapRoot.open(heap).leaks(List.of()).slices());
    }

    @Test
    void aRollbackForgetsThem() throws IOException {
        for (long i = 0; i < 300; i++) {
            map.put(i, value(i, 50));
        }
        List<Long> before = keys(map);
        for (int round = 0; round < 3; round++) {
            assertThrows(
                    ArithmeticException.class,
                    () -> stack.transact(() -> {
                        for (long i = 100; i < 900; i++) {
                            map.put(i, value(i + 1, 50));
                            map.remove(i - 100);
                        }
                        throw new ArithmeticException();
                    }));
            assertEquals(before, keys(map));
            assertEquals(List.of(), map.verify());
            map.put(0L, value(0, 50));
        }
    }

    @Test
    void aCursorKeepsTheLeafThatItHasRead() throws IOException {
        for (long i = 0; i < 200; i++) {
            map.put(i, value(i, 100));
        }
        stack.transact(() -> {
            map.put(-1L, value(-1, 100));
            Cursor<Long, byte[]> cursor = map.cursor(KeyRange.all());
            assertTrue(cursor.next() && cursor.next());
            assertEquals(0L, cursor.key());
            for (long i = 0; i < 200; i += 2) {
                map.remove(i);
            }
            map.put(1L, value(7, 100));
            long last = 0;
            while (cursor.next()) {
                assertTrue(cursor.key() > last, "rises");
                assertEquals(100, cursor.value().length);
                last = cursor.key();
            }
            assertEquals(199, last);
        });
        assertEquals(101, map.size());
        assertEquals(List.of(), map.verify());
    }

    @Test
    void aRunOfALeafStaysWhateverTheTransactionDoes() throws IOException {
        Directory directory = Directory.open(heap);
        Tree tree = directory.open("tree", TreeKind.MAP, List.of("k", "v")).tree();
        stack.transact(() -> {
            for (byte i = 0; i < 20; i++) {
                tree.put(new byte[] {i}, value(i, 20));
            }
            for (LeafRun run : List.of(tree.ascending(ByteRange.all()), tree.descending(ByteRange.all()))) {
                for (byte i = 0; i < 20; i++) {
                    tree.put(new byte[] {i}, value(i + 1, 20));
                }
                tree.remove(new byte[] {3});
                for (int i = 0; i < run.to(); i++) {
                    assertArrayEquals(new byte[] {(byte) i}, run.leaf().key(i));
                    assertArrayEquals(value(i, 20), run.leaf().value(i));
                }
                for (byte i = 0; i < 20; i++) {
                    tree.put(new byte[] {i}, value(i, 20));
                }
            }
            tree.salvage(
                    run -> {
                        tree.remove(new byte[] {0});
                        assertArrayEquals(new byte[] {0}, run.leaf().key(0));
                    },
                    damage -> fail(damage));
        });
    }

    /** More pages than are kept in memory, whatever that is. */
    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void aTransactionMayChangeAnyNumberOfPages(HeapKind kind) throws IOException {
        open(kind);
        long seed = Long.getLong("bstack.seed", 3);
        List<Long> numbers = new ArrayList<>();
        for (long i = 0; i < 20_000; i++) {
            numbers.add(i);
        }
        Collections.shuffle(numbers, new Random(seed));
        stack.transact(() -> {
            for (long number : numbers) {
                map.put(number, value(number, 950));
            }
        });
        assertEquals(20_000, keys(map).size());
        assertEquals(List.of(), map.verify());
        Collections.shuffle(numbers, new Random(seed + 1));
        assertThrows(
                ArithmeticException.class,
                () -> stack.transact(() -> {
                    for (long number : numbers) {
                        map.remove(number);
                    }
                    assertEquals(0, map.size());
                    throw new ArithmeticException();
                }));
        assertEquals(20_000, keys(map).size());
        assertEquals(List.of(), map.verify());
    }

    @Test
    void anOperationThatFailsAfterAPageHasChangedRollsEverythingBack() throws IOException {
        map.put(1L, value(1, 20));
        Codec<byte[]> unreadable = Codec.of("bytes", bytes -> bytes, bytes -> {
            throw new CodecException("bytes", "not to be read");
        });
        DurableMap<Long, byte[]> failing = HeapRoot.open(heap).map("map", Codec.int64(), unreadable);
        assertThrows(
                IllegalStateException.class,
                () -> stack.transact(() -> {
                    map.put(2L, value(2, 20));
                    // It has the length of the one before: nothing but the bytes of the leaf has changed when it
                    // throws.
                    assertThrows(CodecException.class, () -> failing.put(1L, value(9, 20)));
                }));
        assertEquals(List.of(1L), keys(map));
        assertThrows(
                CompletionException.class, () -> elsewhere(() -> failing.asMap().get(1L)));
    }
}
