package bstack.core;

import static bstack.core.Bytes.assertPayload;
import static bstack.core.Bytes.concat;
import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of format 0.4 of the original: read if they are at rest, refused with what they are otherwise. */
final class Format04Test {
    /** A file with the payload "abc", written out by hand. */
    private static final byte[] ABC = of(
            'B', 'S', 'T', 'K', 0, 4, 1, 0, // magic, patch 1
            3, 0, 0, 0, 0, 0, 0, 0, // length
            0, 0, 0, 0, 0, 0, 0, 0, // pointer
            0, 0, 0, 0, 0, 0, 0, 0, // mode
            'a', 'b', 'c');

    @TempDir
    Path folder;

    private static byte[] file(long length, long pointer, long mode, byte[] payload) {
        byte[] header = ByteBuffer.allocate(32)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(of('B', 'S', 'T', 'K', 0, 4, 4, 0))
                .putLong(length)
                .putLong(pointer)
                .putLong(mode)
                .array();
        return concat(header, payload);
    }

    private static byte[] atRest(byte[] payload) {
        return file(payload.length, 0, 0, payload);
    }

    /** {@return a storage with these bytes, of which nothing may be changed} */
    private static HookedStorage untouchable(byte[] file) throws IOException {
        return HookedStorage.of(file).hook((call, position, count) -> {
            if (call == HookedStorage.Call.WRITE
                    || call == HookedStorage.Call.WRITE_DURABLY
                    || call == HookedStorage.Call.RESIZE
                    || call == HookedStorage.Call.RESERVE) {
                throw new AssertionError(call);
            }
        });
    }

    private static <T extends IOException> T refusedToRead(Class<T> kind, byte[] file) throws IOException {
        HookedStorage storage = untouchable(file);
        T e = assertThrows(kind, () -> BStack.openReadOnly(storage));
        assertTrue(storage.isClosed());
        return e;
    }

    private static <T extends IOException> T refused(Class<T> kind, byte[] file) throws IOException {
        HookedStorage storage = untouchable(file);
        T e = assertThrows(kind, () -> BStack.open(storage));
        assertTrue(storage.isClosed());
        assertEquals(e.getMessage(), refusedToRead(kind, file).getMessage());
        return e;
    }

    private static void says(IOException e, String... parts) {
        for (String part : parts) {
            assertTrue(e.getMessage().contains(part), e.getMessage());
        }
    }

    @Test
    void a_file_at_rest_is_read_and_nothing_is_written() throws IOException {
        HookedStorage storage = untouchable(ABC);
        try (BStack stack = BStack.openReadOnly(storage)) {
            assertPayload(of('a', 'b', 'c'), stack);
            assertEquals(new RecoveryReport(RecoveryReport.State.AT_REST, 0, 3), stack.recovery());
            assertEquals("hooked", stack.name());
            assertArrayEquals(of('b'), stack.get(1, 2));
            assertThrows(IndexOutOfBoundsException.class, () -> stack.get(1, 4));
            assertThrows(IllegalStateException.class, () -> stack.push(of(4)));
            assertThrows(IllegalStateException.class, () -> stack.pop(1));
            assertThrows(IllegalStateException.class, () -> stack.set(0, of(4)));
            assertThrows(IllegalStateException.class, () -> stack.extend(1));
            assertThrows(IllegalStateException.class, () -> stack.transact(() -> stack.discard(1)));
            stack.checkpoint();
        }
        assertTrue(storage.isClosed());
        assertArrayEquals(ABC, storage.bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 5000, 70_000})
    void a_payload_of_any_length_is_shown(int length) throws IOException {
        byte[] payload = Bytes.random(length, length);
        try (BStack stack = BStack.openReadOnly(untouchable(atRest(payload)))) {
            assertPayload(payload, stack);
        }
    }

    @Test
    void any_part_of_it_is_read_as_it_is_written() throws IOException {
        byte[] payload = Bytes.random(10_000, 1);
        SplittableRandom random = new SplittableRandom(1);
        try (BStack stack = BStack.openReadOnly(untouchable(atRest(payload)))) {
            for (int i = 0; i < 1000; i++) {
                int start = random.nextInt(payload.length + 1);
                int end = start + random.nextInt(payload.length + 1 - start);
                assertArrayEquals(Arrays.copyOfRange(payload, start, end), stack.get(start, end));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("accesses")
    void a_file_is_read_by_either_access_and_by_several_readers(BStackOptions.Access access) throws IOException {
        Path file = Files.write(folder.resolve("newer.bstack"), ABC);
        BStackOptions options = BStackOptions.defaults().access(access);
        try (BStack stack = BStack.openReadOnly(file, options);
                BStack other = BStack.openReadOnly(file, options)) {
            assertPayload(of('a', 'b', 'c'), stack);
            assertPayload(of('a', 'b', 'c'), other);
            assertEquals(access, stack.access());
            assertEquals(file.toString(), stack.name());
        }
        says(assertThrows(BStackVersionException.class, () -> BStack.open(file, options)), file + " has bstack format");
        assertArrayEquals(ABC, Files.readAllBytes(file));
        try (BStack stack = BStack.openReadOnly(file, options)) {
            assertEquals(3, stack.length());
        }
    }

    static Stream<BStackOptions.Access> accesses() {
        return Accesses.available();
    }

    @Test
    void a_file_at_rest_is_not_opened_to_write_and_the_message_says_how_to_convert_it() throws IOException {
        HookedStorage storage = untouchable(ABC);
        BStackVersionException e = assertThrows(BStackVersionException.class, () -> BStack.open(storage));
        assertEquals("0.4", e.found());
        assertEquals("0.1", e.supported());
        says(
                e,
                "hooked has bstack format 0.4, this library reads and writes 0.1, and reads 0.4 at rest: it is at rest",
                "'bstack convert FILE -o NEW'");
        assertTrue(storage.isClosed());
        assertArrayEquals(ABC, storage.bytes());
        Path file = Files.write(folder.resolve("newer.bstack"), ABC);
        assertThrows(
                BStackVersionException.class,
                () -> BStack.open(file, BStackOptions.defaults(), found -> {
                    throw new AssertionError("nothing is there to accept");
                }));
        assertThrows(BStackVersionException.class, () -> BStack.open(file));
        assertArrayEquals(ABC, Files.readAllBytes(file));
    }

    static Stream<Arguments> armed() {
        return Stream.of(
                Arguments.of(40L, 0L, "pointer 40 and mode 0x0;"),
                Arguments.of(0L, -1L, "pointer 0 and mode 0xffffffffffffffff;"),
                Arguments.of(33L, -4L, "pointer 33 and mode 0xfffffffffffffffc;"),
                Arguments.of(-1L, 7L, "pointer 18446744073709551615 and mode 0x7;"));
    }

    @ParameterizedTest
    @MethodSource("armed")
    void an_armed_file_is_refused_with_pointer_and_mode(long pointer, long mode, String part) throws IOException {
        for (int staged : new int[] {0, 9}) {
            byte[] file = file(3, pointer, mode, new byte[3 + staged]);
            BStackVersionException e = refused(BStackVersionException.class, file);
            assertEquals("0.4", e.found());
            says(e, "armed", "at bytes 16 and 24", part, "the release that wrote it");
        }
    }

    @ParameterizedTest
    @ValueSource(
            longs = {0, 99, 101, 132, 84, 1L << 32, Long.MAX_VALUE, Long.MAX_VALUE - 31, Long.MIN_VALUE, -1, -32, -33})
    void a_length_that_does_not_fit_the_size_is_refused_with_both(long length) throws IOException {
        BStackVersionException e = refused(BStackVersionException.class, file(length, 0, 0, new byte[100]));
        says(
                e,
                "0.4",
                "not at rest",
                "at byte 8",
                "expected length 100",
                "found " + Long.toUnsignedString(length) + ";",
                "the release that wrote it");
    }

    @Test
    void a_file_that_ends_within_its_header_is_refused_as_cut_off() throws IOException {
        for (int size = 6; size < 32; size++) {
            BStackCorruptException e = refused(BStackCorruptException.class, Arrays.copyOf(ABC, size));
            says(e, "hooked has bstack format 0.4 and is cut off within its header", "a header of 32 bytes");
            assertEquals(size, e.offset());
        }
    }

    @Test
    void a_header_with_any_one_byte_changed_is_shown_only_if_that_byte_does_not_count() throws IOException {
        for (int at = 0; at < 32; at++) {
            for (int value = 0; value < 256; value++) {
                byte[] file = ABC.clone();
                file[at] = (byte) value;
                if (at == 6 || at == 7 || value == (ABC[at] & 0xff)) {
                    try (BStack stack = BStack.openReadOnly(untouchable(file))) {
                        assertPayload(of('a', 'b', 'c'), stack);
                    }
                } else if (at == 5 && (value == 1 || value == 0x81)) {
                    // Nothing but this byte says that it is of format 0.4, except that an attached file has a journal.
                    assertEquals(value == 1, isShown(file));
                } else {
                    assertEquals(false, isShown(file), at + " := " + value);
                }
            }
        }
    }

    private static boolean isShown(byte[] file) throws IOException {
        try (BStack stack = BStack.openReadOnly(untouchable(file))) {
            return stack.length() >= 0;
        } catch (BStackCorruptException | BStackVersionException e) {
            return false;
        }
    }

    /** A medium with a size of its own choice: no memory is taken for what it says. */
    @ParameterizedTest
    @MethodSource("lengthsNearTheEnd")
    void lengths_near_the_largest_take_no_memory_and_no_time(long length) throws IOException {
        boolean fits = length <= Long.MAX_VALUE - 32;
        Storage storage = new Vast(file(length, 0, 0, of()), fits ? length + 32 : Long.MAX_VALUE);
        if (!fits) {
            says(
                    assertThrows(BStackVersionException.class, () -> BStack.openReadOnly(storage)),
                    "expected length " + (Long.MAX_VALUE - 32));
            return;
        }
        try (BStack stack = BStack.openReadOnly(storage)) {
            assertEquals(length, stack.length());
            assertArrayEquals(new byte[1], stack.get(length - 1, length));
            assertThrows(IndexOutOfBoundsException.class, () -> stack.get(length, length + 1));
        }
    }

    static LongStream lengthsNearTheEnd() {
        return LongStream.concat(
                LongStream.of(1L << 40, 1L << 62),
                IntStream.rangeClosed(0, 40).mapToLong(less -> Long.MAX_VALUE - less));
    }

    /** A file with zeros after its first bytes, which take no space. */
    private record Vast(byte[] start, long size) implements Storage {
        @Override
        public String name() {
            return "vast";
        }

        @Override
        public int read(long position, ByteBuffer dst) {
            int count = (int) Math.max(0, Math.min(dst.remaining(), size - position));
            for (int i = 0; i < count; i++) {
                long at = position + i;
                dst.put(at < start.length ? start[(int) at] : 0);
            }
            return count;
        }

        @Override
        public void write(long position, ByteBuffer src) {
            throw new AssertionError();
        }

        @Override
        public void writeDurably(long position, ByteBuffer src) {
            throw new AssertionError();
        }

        @Override
        public void sync() {}

        @Override
        public void resize(long newSize) {
            throw new AssertionError();
        }

        @Override
        public void close() {}
    }
}
