package bstack.collections;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is random here, {@code -Dbstack.seed=N} repeats. */
class CodecTest {
    private final long seed = Long.getLong("bstack.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void longsKeepTheirOrder() {
        List<Long> values = new ArrayList<>(List.of(Long.MIN_VALUE, -256L, -1L, 0L, 1L, 255L, 256L, Long.MAX_VALUE));
        for (int bit = 0; bit < Long.SIZE; bit++) {
            values.addAll(List.of(1L << bit, (1L << bit) - 1, -(1L << bit), ~(1L << bit)));
        }
        random.longs(200).forEach(values::add);
        assertKeepsOrder(Codec.int64(), values, Comparator.naturalOrder());
    }

    @Test
    void intsKeepTheirOrder() {
        List<Integer> values = new ArrayList<>(List.of(Integer.MIN_VALUE, -1, 0, 1, 127, 128, Integer.MAX_VALUE));
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            values.addAll(List.of(1 << bit, (1 << bit) - 1, -(1 << bit), ~(1 << bit)));
        }
        random.ints(200).forEach(values::add);
        assertKeepsOrder(Codec.int32(), values, Comparator.naturalOrder());
    }

    @Test
    void uuidsKeepTheirOrder() {
        long[] halves = {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE, random.nextLong(), random.nextLong()};
        List<UUID> values = new ArrayList<>();
        for (long most : halves) {
            for (long least : halves) {
                values.add(new UUID(most, least));
            }
        }
        assertKeepsOrder(Codec.uuid(), values, Comparator.naturalOrder());
    }

    @Test
    void stringsKeepTheOrderOfTheirCodePoints() {
        List<String> values = new ArrayList<>(List.of("", "\0", "\0\0", "a", "a\0", "ab", "b", "\u007f", "\u0080"));
        values.addAll(List.of("\u07ff", "\u0800", "\ud7ff", "\ue000", "\ufffd", "\uffff", "\ufffda", "a\ufffd"));
        values.addAll(List.of("\ud800\udc00", "\udbff\udfff", "\ud83d\ude00x", "x\ud83d\ude00"));
        for (int i = 0; i < 200; i++) {
            values.add(randomString());
        }
        assertKeepsOrder(
                Codec.utf8(),
                values,
                (a, b) ->
                        Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray()));
    }

    @Test
    void bytesKeepTheirUnsignedOrder() {
        List<byte[]> values = new ArrayList<>(List.of(new byte[0], new byte[1], new byte[2], new byte[] {-1}));
        values.addAll(List.of(new byte[] {127}, new byte[] {-128}, new byte[] {127, -1}, new byte[] {-128, 0}));
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[random.nextInt(4)];
            random.nextBytes(bytes);
            values.add(bytes);
        }
        Codec<byte[]> codec = Codec.bytes();
        for (byte[] value : values) {
            assertArrayEquals(value, codec.decode(codec.encode(value)));
            for (byte[] other : values) {
                assertEquals(
                        Integer.signum(Arrays.compareUnsigned(value, other)),
                        Integer.signum(Arrays.compareUnsigned(codec.encode(value), codec.encode(other))));
            }
        }
    }

    /** What is stored is pinned: a change would make files unreadable. */
    @Test
    void theBytesAreThese() {
        assertBytes("bytes", Codec.bytes(), new byte[] {1, -1}, "01ff");
        assertBytes("utf8", Codec.utf8(), "a\u00e9\u20ac\ud83d\ude00", "61c3a9e282acf09f9880");
        assertBytes("int64", Codec.int64(), 1L, "8000000000000001");
        assertBytes("int64", Codec.int64(), -2L, "7ffffffffffffffe");
        assertBytes("int32", Codec.int32(), 0x01020304, "81020304");
        assertBytes(
                "uuid",
                Codec.uuid(),
                UUID.fromString("01020304-0506-7708-890a-0b0c0d0e0f10"),
                "8102030405067708090a0b0c0d0e0f10");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 5, 7, 9, 15, 17, 100})
    void aNumberOfAnotherLengthIsRefused(int length) {
        for (Codec<?> codec : List.of(Codec.int64(), Codec.int32(), Codec.uuid())) {
            CodecException refused =
                    assertThrowsExactly(CodecException.class, () -> codec.decode(new byte[length]), codec.id());
            assertEquals(codec.id(), refused.codecId());
            assertTrue(refused.getMessage().endsWith(", found " + length), refused.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80", // a continuation alone
                "c3", // cut off
                "e282",
                "f09f98",
                "c080", // zero in two bytes
                "eda080", // a surrogate
                "f4908080", // beyond the last code point
                "ff",
                "61efbfbdff", // after a character that stands for such bytes elsewhere
                "f8808080"
            })
    void whatIsNoUtf8IsRefused(String bytes) {
        CodecException refused = assertThrowsExactly(
                CodecException.class, () -> Codec.utf8().decode(HexFormat.of().parseHex(bytes)));
        assertEquals("utf8", refused.codecId());
    }

    @Test
    void theMessageNamesWhereUtf8Ends() {
        CodecException refused = assertThrowsExactly(
                CodecException.class, () -> Codec.utf8().decode(new byte[] {'a', 'b', (byte) 0xC3, 'c'}));
        assertEquals("codec utf8: 4 bytes are not UTF-8: from byte 2 on", refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udc00", "a\ud800b", "\ud800\ud800", "\udc00\ud800", "\ud83d\ude00\ud83d"})
    void aSurrogateWithoutItsPartnerIsRefused(String value) {
        CodecException refused =
                assertThrowsExactly(CodecException.class, () -> Codec.utf8().encode(value));
        assertEquals("utf8", refused.codecId());
        assertTrue(refused.getMessage().contains("surrogate"), refused.getMessage());
    }

    @Test
    void nullIsRefused() {
        for (Codec<?> codec : List.of(
                Codec.bytes(),
                Codec.utf8(),
                Codec.int64(),
                Codec.int32(),
                Codec.uuid(),
                Codec.of("own", (byte[] value) -> value, bytes -> bytes))) {
            assertThrows(NullPointerException.class, () -> codec.encode(null), codec.id());
            assertThrows(NullPointerException.class, () -> codec.decode(null), codec.id());
        }
        assertThrows(NullPointerException.class, () -> Codec.of(null, (byte[] value) -> value, bytes -> bytes));
        assertThrows(NullPointerException.class, () -> Codec.of("own", null, bytes -> bytes));
        assertThrows(NullPointerException.class, () -> Codec.of("own", (byte[] value) -> value, null));
    }

    @Test
    void aLaterChangeOfAnArrayChangesNoBytes() {
        byte[] value = {1, 2, 3};
        assertNotSame(value, Codec.bytes().encode(value));
        assertNotSame(value, Codec.bytes().decode(value));
    }

    @Test
    void aCodecOfFunctionsUsesThem() {
        Codec<Character> codec =
                Codec.of("char", c -> new byte[] {(byte) c.charValue()}, bytes -> (char) (bytes[0] & 0xFF));
        assertEquals("char", codec.id());
        assertEquals('x', codec.decode(codec.encode('x')));
    }

    @Test
    void aFunctionThatRefusesBytesIsNamed() {
        RuntimeException cause = new IndexOutOfBoundsException("of the user");
        Codec<String> codec = Codec.of("own", value -> value.getBytes(UTF_8), bytes -> {
            throw cause;
        });
        CodecException refused = assertThrowsExactly(CodecException.class, () -> codec.decode(new byte[7]));
        assertEquals("own", refused.codecId());
        assertSame(cause, refused.getCause());
        assertTrue(refused.getMessage().contains("7 bytes"), refused.getMessage());
    }

    @Test
    void aFunctionThatReturnsNullIsNamed() {
        Function<Object, Object> nothing = any -> null;
        Codec<String> codec = Codec.of("own", v -> (byte[]) nothing.apply(v), b -> (String) nothing.apply(b));
        assertEquals(
                "own",
                assertThrowsExactly(CodecException.class, () -> codec.encode("x"))
                        .codecId());
        assertEquals(
                "own",
                assertThrowsExactly(CodecException.class, () -> codec.decode(new byte[1]))
                        .codecId());
    }

    @Test
    void whatEncodingThrowsIsThrownAsItIs() {
        RuntimeException cause = new ArithmeticException("of the user");
        Codec<String> codec = Codec.of(
                "own",
                value -> {
                    throw cause;
                },
                bytes -> "");
        assertSame(cause, assertThrows(ArithmeticException.class, () -> codec.encode("x")));
    }

    @Test
    void anIdHasOneTo255Bytes() {
        Function<byte[], byte[]> same = bytes -> bytes;
        assertThrows(IllegalArgumentException.class, () -> Codec.of("", same, same));
        assertThrows(IllegalArgumentException.class, () -> Codec.of("x".repeat(256), same, same));
        assertThrows(IllegalArgumentException.class, () -> Codec.of("\u00e9".repeat(128), same, same));
        assertEquals(255, Codec.of("x".repeat(255), same, same).id().length());
        assertEquals(127, Codec.of("\u00e9".repeat(127), same, same).id().length());
    }

    private <T> void assertKeepsOrder(Codec<T> codec, List<T> values, Comparator<? super T> order) {
        for (T value : values) {
            byte[] bytes = codec.encode(value);
            assertEquals(value, codec.decode(bytes));
            for (T other : values) {
                assertEquals(
                        Integer.signum(order.compare(value, other)),
                        Integer.signum(Arrays.compareUnsigned(bytes, codec.encode(other))),
                        () -> value + " and " + other + ", seed " + seed);
            }
        }
    }

    private static <T> void assertBytes(String id, Codec<T> codec, T value, String hex) {
        assertEquals(id, codec.id());
        assertEquals(hex, HexFormat.of().formatHex(codec.encode(value)));
    }

    private String randomString() {
        return random.ints(random.nextInt(5), 0, Character.MAX_CODE_POINT + 1)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
