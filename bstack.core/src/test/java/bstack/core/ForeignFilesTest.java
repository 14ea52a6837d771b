package bstack.core;

import static bstack.core.Bytes.concat;
import static bstack.core.Bytes.fileAtRest;
import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not ours, of another version, or as the original leaves them in the middle of an operation. */
final class ForeignFilesTest {

    private static <T extends IOException> T refused(Class<T> kind, byte[] file) throws IOException {
        HookedStorage storage = HookedStorage.of(file);
        T e = assertThrows(kind, () -> BStack.open(storage));
        assertTrue(storage.isClosed());
        assertArrayEquals(file, storage.bytes());
        assertThrows(kind, () -> BStack.openReadOnly(HookedStorage.of(file)));
        return e;
    }

    @Test
    void a_file_that_is_no_stack_is_refused_and_named() throws IOException {
        BStackCorruptException e = refused(BStackCorruptException.class, "#!/bin/sh\nexit 0\n".getBytes());
        assertEquals(0, e.offset());
        assertEquals("hooked", e.path());
        assertTrue(e.getMessage().contains("not a bstack file"), e.getMessage());
        assertTrue(e.found().contains("23 21"), e.found());
        assertTrue(e.expected().contains("BSTK"), e.expected());
        refused(BStackCorruptException.class, of('x'));
        refused(BStackCorruptException.class, of('B', 'S', 'T', 'X'));
        refused(BStackCorruptException.class, new byte[17]);
        refused(BStackCorruptException.class, concat(of('B', 'S', 'T'), new byte[30]));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 0x80, 0x82, 0xFF})
    void another_minor_version_is_refused(int minor) throws IOException {
        byte[] file = fileAtRest(of(1, 2, 3));
        file[5] = (byte) minor;
        assertEquals("0." + minor, refused(BStackVersionException.class, file).found());
    }

    @Test
    void another_major_version_is_refused() throws IOException {
        byte[] file = fileAtRest(of(1, 2, 3));
        file[4] = 1;
        assertEquals("1.1", refused(BStackVersionException.class, file).found());
    }

    @Test
    void the_patch_number_and_the_byte_behind_it_are_not_checked_and_stay() throws IOException {
        byte[] file = fileAtRest(of(1, 2, 3));
        file[6] = 0x33;
        file[7] = 0x44;
        HookedStorage storage = HookedStorage.of(file);
        try (BStack stack = BStack.open(storage)) {
            stack.set(0, of(9));
        }
        file[16] = 9;
        assertArrayEquals(file, storage.bytes());
    }

    private static byte[] withLength(byte[] payload, long length) {
        byte[] file = fileAtRest(payload);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(8, length);
        return file;
    }

    private static void opensAs(byte[] expected, RecoveryReport.State state, byte[] file) throws IOException {
        HookedStorage readOnly = HookedStorage.of(file);
        try (BStack stack = BStack.openReadOnly(readOnly)) {
            assertArrayEquals(expected, stack.peek(0));
            assertEquals(new RecoveryReport(state, 0, expected.length), stack.recovery());
        }
        assertArrayEquals(file, readOnly.bytes());
        HookedStorage storage = HookedStorage.of(file);
        try (BStack stack = BStack.open(storage)) {
            assertArrayEquals(expected, stack.peek(0));
            assertEquals(new RecoveryReport(state, 0, expected.length), stack.recovery());
            assertArrayEquals(file, storage.bytes(), "opening it has changed it");
        }
        assertArrayEquals(fileAtRest(expected), storage.bytes());
    }

    @Test
    void a_push_that_the_original_did_not_finish_is_taken_back() throws IOException {
        for (int more : new int[] {1, 2, 15, 5000, 40_000}) {
            byte[] payload = Bytes.random(100 + more, more);
            opensAs(Arrays.copyOf(payload, 100), RecoveryReport.State.INTERRUPTED_PUSH, withLength(payload, 100));
        }
        opensAs(of(), RecoveryReport.State.INTERRUPTED_PUSH, withLength(of(1, 2, 3), 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 255, 256, 0x1_0003L, 0x0300_0000_0000_0003L, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void a_pop_that_the_original_did_not_finish_is_finished(long length) throws IOException {
        opensAs(of(1, 2, 3), RecoveryReport.State.INTERRUPTED_POP, withLength(of(1, 2, 3), length));
        opensAs(of(), RecoveryReport.State.INTERRUPTED_POP, withLength(of(), length));
    }

    @Test
    void mending_a_length_never_passes_below_the_truth() throws IOException {
        byte[] file = withLength(new byte[0x0203], 0x05_0102L);
        HookedStorage storage = HookedStorage.of(file);
        storage.hook((call, position, count) -> {
            long length = ByteBuffer.wrap(storage.bytes())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getLong(8);
            assertTrue(length >= 0x0203, "" + length);
        });
        BStack.open(storage).close();
        assertArrayEquals(fileAtRest(new byte[0x0203]), storage.bytes());
    }

    @Test
    void an_attached_file_that_is_too_short_for_a_journal_is_refused() throws IOException {
        for (int size = 0; size < 9000; size += 77) {
            byte[] file = fileAtRest(new byte[size]);
            file[5] = (byte) 0x81;
            refused(BStackCorruptException.class, file);
        }
    }

    @Test
    void opening_and_reading_a_file_at_rest_writes_nothing() throws IOException {
        HookedStorage storage = HookedStorage.of(fileAtRest(of(1, 2, 3)));
        storage.hook((call, position, count) -> {
            if (call == HookedStorage.Call.WRITE
                    || call == HookedStorage.Call.WRITE_DURABLY
                    || call == HookedStorage.Call.RESIZE) {
                throw new AssertionError(call);
            }
        });
        try (BStack stack = BStack.open(storage)) {
            assertArrayEquals(of(1, 2, 3), stack.peek(0));
            stack.transact(() -> stack.peek(1));
            assertThrows(IndexOutOfBoundsException.class, () -> stack.pop(4));
            stack.compareAndSet(0, of(5), of(6));
            stack.lockUpTo(2);
            stack.checkpoint();
        }
    }
}
