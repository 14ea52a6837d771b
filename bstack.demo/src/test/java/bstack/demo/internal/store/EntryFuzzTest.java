package bstack.demo.internal.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.testkit.FuzzContract;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Whatever bytes an index entry consists of, it is refused, or it describes an object and comes out as it went in. */
class EntryFuzzTest extends FuzzContract {
    /** Bytes that a writer leaves zero and a reader does not look at. */
    private static final int[] IGNORED = {3, 6, 7};

    @Override
    protected void check(byte[] input) {
        byte[] cell = Arrays.copyOf(input, Math.max(input.length, EntryLayout.KEY));
        int keyLength = cell.length - EntryLayout.KEY;
        cell[0] = (byte) keyLength;
        cell[1] = (byte) (keyLength >> Byte.SIZE);
        StoredObject object;
        try {
            object = EntryLayout.decode(cell);
        } catch (IllegalArgumentException refusal) {
            return;
        }
        byte[] again = EntryLayout.encode(object);
        assertEquals(object, EntryLayout.decode(again));
        assertArrayEquals(
                Arrays.copyOfRange(cell, EntryLayout.KEY, cell.length),
                object.key().bytes());
        for (int ignored : IGNORED) {
            cell[ignored] = 0;
        }
        // Nanoseconds of a second and more are carried over to the seconds.
        if (object.attributes().modified().getNano() == number(cell, 12)) {
            assertArrayEquals(cell, again);
        }
        checkKey(object.key());
    }

    private static int number(byte[] cell, int at) {
        int number = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            number |= Byte.toUnsignedInt(cell[at + i]) << Byte.SIZE * i;
        }
        return number;
    }

    private static void checkKey(Key key) {
        String shown = key.toString();
        assertTrue(shown.chars().allMatch(c -> c >= ' ' && c != 0x7f), "it is shown with control characters");
        key.text().ifPresent(text -> assertEquals(key, Key.of(text)));
        boolean isText = Arrays.equals(
                key.bytes(), new String(key.bytes(), StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
        assertEquals(isText, key.text().isPresent(), "text is UTF-8, and nothing else");
        assertTrue(key.startsWith(key.bytes()) && key.compareTo(Key.ofBytes(key.bytes())) == 0);
    }

    @Override
    protected List<byte[]> seeds() {
        List<Key> keys = List.of(Key.of("key"), Key.of("größe\n"), Key.ofBytes(new byte[] {-1, 0, 'a'}));
        return keys.stream()
                .map(key -> new StoredObject(key, Heaps.ATTRIBUTES, 0x89abcdef, 4711, 40 + key.bytes().length))
                .map(EntryLayout::encode)
                .toList();
    }
}
