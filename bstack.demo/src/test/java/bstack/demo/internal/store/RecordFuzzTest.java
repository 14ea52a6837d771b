package bstack.demo.internal.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.demo.internal.store.StoredObject.Inline;
import bstack.demo.internal.store.StoredObject.Parts;
import bstack.testkit.FuzzContract;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Whatever bytes a record of an object consists of, it is refused, or it describes an object and comes out as it went in.
 *
 * <p>The first byte of an input is the length of the key, which follows, and then the record.
 */
class RecordFuzzTest extends FuzzContract {
    @Override
    protected void check(byte[] input) {
        int keyLength = input.length == 0 ? 0 : Math.min(Byte.toUnsignedInt(input[0]), input.length - 1);
        if (keyLength == 0) {
            return;
        }
        Key key = Key.ofBytes(Arrays.copyOfRange(input, 1, 1 + keyLength));
        checkKey(key);
        byte[] record = Arrays.copyOfRange(input, 1 + keyLength, input.length);
        StoredObject object;
        try {
            object = ObjectRecord.decode(key, record);
        } catch (IllegalArgumentException refusal) {
            return;
        }
        assertArrayEquals(record, ObjectRecord.encode(object));
        assertEquals(key, object.key());
        if (object.place() instanceof Inline inline) {
            assertEquals(object.size(), inline.value().length);
        }
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
                .map(key -> new StoredObject(
                        key,
                        Heaps.ATTRIBUTES,
                        0x89abcdef,
                        key.bytes().length == 3 ? 5 : 4711,
                        key.bytes().length == 3 ? new Inline(new byte[5]) : new Parts(77)))
                .map(RecordFuzzTest::input)
                .toList();
    }

    private static byte[] input(StoredObject object) {
        byte[] key = object.key().bytes();
        byte[] record = ObjectRecord.encode(object);
        byte[] input = new byte[1 + key.length + record.length];
        input[0] = (byte) key.length;
        System.arraycopy(key, 0, input, 1, key.length);
        System.arraycopy(record, 0, input, 1 + key.length, record.length);
        return input;
    }
}
