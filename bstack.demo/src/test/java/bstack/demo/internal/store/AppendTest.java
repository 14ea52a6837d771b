package bstack.demo.internal.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.demo.internal.store.ObjectStore.Moved;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Adding to values, reading parts of them, and giving them other keys. */
class AppendTest {
    private static final String ALLOCATORS = "bstack.demo.internal.store.Heaps#allocators";
    private static final Key KEY = Key.of("key");

    @Test
    void theChecksumOfTwoSequencesIsThatOfBothTogether() {
        Random random = new Random(Heaps.seed());
        for (int i = 0; i < 300; i++) {
            byte[] first = Heaps.bytes(random, random.nextInt(i % 10 == 0 ? 300_000 : 50));
            byte[] second = Heaps.bytes(random, random.nextInt(i % 7 == 0 ? 300_000 : 50));
            assertEquals(
                    crc(ValueParts.joined(first, second)),
                    JoinedChecksum.of(crc(first), crc(second), second.length),
                    first.length + " and " + second.length);
        }
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void whatIsAddedIsThereAndEveryRangeCanBeRead(String allocator) throws IOException {
        Random random = new Random(Heaps.seed());
        int[] lengths = {0, 1, 100, 155, 1, 0, 300, 5000, ValueParts.SIZE - 5557, 0, 1, 700_000, 3};
        byte[] model = new byte[0];
        try (ObjectStore store = ObjectStore.in(Heaps.inMemory(allocator))) {
            Heaps.put(store, "other", new byte[500]);
            for (int length : lengths) {
                byte[] more = Heaps.bytes(random, length);
                store.append(KEY, Heaps.ATTRIBUTES, ValueSource.of(more));
                model = ValueParts.joined(model, more);
                assertArrayEquals(model, Heaps.get(store, KEY));
                assertEquals(model.length + 500, store.valueBytes());
                assertEquals(2, store.count());
                assertEquals(List.of(), StoreCheck.run(store.heap(), n -> {}).findings());
                StoredObject object = store.find(KEY).orElseThrow();
                for (int i = 0; i < 20; i++) {
                    int from = random.nextInt(model.length + 1);
                    int to = from + random.nextInt(model.length - from + 1);
                    ByteArrayOutputStream range = new ByteArrayOutputStream();
                    store.read(object, from, to, range);
                    assertArrayEquals(Arrays.copyOfRange(model, from, to), range.toByteArray());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void aSourceThatFailsAddsNothing(String allocator) throws IOException {
        try (ObjectStore store = ObjectStore.in(Heaps.inMemory(allocator))) {
            for (int length : new int[] {10, 3000}) {
                Heaps.put(store, "key", new byte[length]);
                byte[] before = store.heap().stack().peek(0);
                ValueSource broken = new ValueSource() {
                    @Override
                    public long length() {
                        return 600_000;
                    }

                    @Override
                    public InputStream open() {
                        return new ByteArrayInputStream(new byte[599_999]);
                    }
                };
                assertThrows(SourceException.class, () -> store.append(KEY, Heaps.ATTRIBUTES, broken));
                assertArrayEquals(before, store.heap().stack().peek(0));
            }
            store.put(
                    KEY,
                    new ObjectAttributes(ObjectType.LINK, 0777, Heaps.ATTRIBUTES.modified()),
                    ValueSource.of(new byte[1]));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> store.append(KEY, Heaps.ATTRIBUTES, ValueSource.of(new byte[1])));
        }
    }

    @ParameterizedTest
    @MethodSource(ALLOCATORS)
    void anObjectMovesWithoutItsValue(String allocator) throws IOException {
        try (ObjectStore store = ObjectStore.in(Heaps.inMemory(allocator))) {
            Heaps.put(store, "a", new byte[] {1});
            Heaps.put(store, "b", new byte[3000]);
            assertEquals(Moved.NO_SOURCE, store.move(Key.of("x"), Key.of("a"), true));
            assertEquals(Moved.TARGET_EXISTS, store.move(Key.of("a"), Key.of("b"), false));
            assertEquals(Moved.DONE, store.move(Key.of("a"), Key.of("a"), false));
            assertEquals(Moved.DONE, store.move(Key.of("b"), Key.of("c"), false));
            assertArrayEquals(new byte[3000], Heaps.get(store, Key.of("c")));
            assertEquals(Moved.DONE, store.move(Key.of("a"), Key.of("c"), true));
            assertArrayEquals(new byte[] {1}, Heaps.get(store, Key.of("c")));
            assertEquals(1, store.count());
            assertEquals(1, store.valueBytes());
            assertEquals(List.of(), StoreCheck.run(store.heap(), n -> {}).findings());
            assertTrue(!store.putIfAbsent(Key.of("c"), Heaps.ATTRIBUTES, ValueSource.of(new byte[9])));
            assertTrue(store.putIfAbsent(Key.of("d"), Heaps.ATTRIBUTES, ValueSource.of(new byte[9])));
            assertEquals(0, store.removePrefix(Key.utf8("x")));
            assertEquals(2, store.removePrefix(new byte[0]));
            assertEquals(0, store.count());
        }
    }
}
