package bstack.core;

import static bstack.core.Bytes.assertPayload;
import static bstack.core.Bytes.fileAtRest;
import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A medium that has no more room: what needs some is refused as a whole, and everything else goes on. */
final class NoSpaceTest extends OpenStack {
    private static final IOException FULL = new IOException("the disk is full");

    private void fillDisk() {
        storage.hook((call, position, count) -> {
            if (call == HookedStorage.Call.RESERVE) {
                throw FULL;
            }
        });
    }

    private void makeRoom() {
        storage.hook(HookedStorage.Hook.NONE);
    }

    @Test
    void the_first_write_of_a_session_is_refused_and_the_file_stays_as_it_is() throws IOException {
        byte[] before = storage.bytes();
        fillDisk();
        BStackNoSpaceException e = assertThrows(BStackNoSpaceException.class, () -> stack.push(of(1)));
        assertSame(FULL, e.getCause());
        assertTrue(e.neededSize() > 24 * 1024, "" + e.neededSize());
        assertThrows(BStackNoSpaceException.class, () -> stack.extend(1));
        assertThrows(BStackNoSpaceException.class, () -> stack.transact(() -> stack.push(of(1))));
        assertThrows(BStackNoSpaceException.class, () -> stack.push(new byte[100_000]));
        assertThrows(BStackNoSpaceException.class, () -> stack.transact(() -> stack.push(new byte[100_000])));
        assertTrue(stack.isEmpty());
        assertArrayEquals(before, storage.bytes());
        makeRoom();
        assertEquals(0, stack.push(of(1)));
    }

    @Test
    void once_the_journal_is_there_pops_and_overwrites_go_on_for_ever() throws IOException {
        byte[] all = Bytes.random(3000, 1);
        stack.push(all);
        fillDisk();
        for (int i = 0; i < 100; i++) {
            byte[] data = Bytes.random(1000, i);
            stack.set(i, data);
            System.arraycopy(data, 0, all, i, 1000);
        }
        assertPayload(all, stack);
        for (int i = 0; i < 30; i++) {
            stack.pop(100);
        }
        assertTrue(stack.isEmpty());
        stack.push(of(1, 2));
        assertPayload(of(1, 2), stack);
    }

    @Test
    void a_journal_that_wants_to_grow_stays_as_small_as_it_is() throws IOException {
        stack.close();
        storage = storage.survivor();
        stack = BStack.open(storage, BStackOptions.defaults().preallocation(0));
        stack.push(new byte[1000]);
        fillDisk();
        for (int i = 0; i < 2000; i++) {
            stack.set(0, Bytes.filled(900, i));
        }
        assertArrayEquals(Bytes.filled(900, 1999), stack.get(0, 900));
    }

    @Test
    void growth_that_has_no_room_is_refused_and_what_there_is_room_for_is_not() throws IOException {
        stack.push(of(1));
        fillDisk();
        int pushed = 1;
        while (pushed < 100_000) {
            try {
                assertEquals(pushed, stack.push(Bytes.filled(100, 2)));
                pushed += 100;
            } catch (BStackNoSpaceException e) {
                break;
            }
        }
        assertTrue(pushed > 1000 && pushed < 100_000, "" + pushed);
        assertEquals(pushed, stack.length());
        assertThrows(BStackNoSpaceException.class, () -> stack.replaceTail(0, new byte[10_000]));
        assertThrows(BStackNoSpaceException.class, () -> stack.extend(5_000_000));
        assertEquals(pushed, stack.length());
        stack.discard(200);
        assertEquals(pushed - 200, stack.push(Bytes.filled(100, 3)));
        stack.close();
        assertArrayEquals(
                fileAtRest(Bytes.concat(of(1), Bytes.filled(pushed - 201, 2), Bytes.filled(100, 3))), storage.bytes());
        stack = BStack.open(storage.survivor());
    }

    @Test
    void an_operation_that_was_refused_for_want_of_space_does_not_keep_its_transaction_from_committing()
            throws IOException {
        stack.push(Bytes.filled(3000, 1));
        fillDisk();
        stack.transact(() -> {
            stack.set(0, of(2));
            assertThrows(BStackNoSpaceException.class, () -> stack.push(new byte[100_000]));
            assertThrows(BStackNoSpaceException.class, () -> stack.extend(100_000));
            assertThrows(BStackNoSpaceException.class, () -> stack.replaceTail(2999, new byte[100_000]));
            assertThrows(BStackNoSpaceException.class, () -> stack.splice(2999, new byte[100_000]));
            stack.discard(2998);
        });
        assertPayload(of(2, 1), stack);
    }

    @Test
    void a_transaction_that_needs_a_larger_journal_is_refused_as_a_whole() throws IOException {
        stack.push(Bytes.filled(3000, 1));
        fillDisk();
        assertThrows(
                BStackNoSpaceException.class,
                () -> stack.transact(() -> {
                    for (int i = 0; i < 3000; i += 2) {
                        stack.set(i, of(7));
                    }
                }));
        assertPayload(Bytes.filled(3000, 1), stack);
        stack.discard(2999);
        makeRoom();
        stack.push(of(5));
        assertPayload(of(1, 5), stack);
    }

    @Test
    void the_journal_is_smaller_where_there_is_room_for_a_smaller_one_only() throws IOException {
        stack.close();
        stack = BStack.open(storage.survivor().hook((call, position, count) -> {
            if (call == HookedStorage.Call.RESERVE && position > 40_000) {
                throw FULL;
            }
        }));
        byte[] all = Bytes.random(1000, 1);
        stack.push(all);
        for (int i = 0; i < 200; i++) {
            stack.set(i, Bytes.filled(500, i));
        }
        assertArrayEquals(Bytes.filled(500, 199), stack.get(199, 699));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4080, 4081, 10_000, 500_000})
    void the_first_pop_of_a_session_needs_no_more_than_28_KiB(int length) throws IOException {
        makeRoom();
        stack.push(new byte[length]);
        stack.close();
        long room = 16 + length + 28 * 1024;
        storage = storage.survivor().hook((call, position, count) -> {
            if (call == HookedStorage.Call.RESERVE && position > room) {
                throw FULL;
            }
        });
        stack = BStack.open(storage);
        stack.discard(1);
        stack.set(0, new byte[Math.min(100, length - 1)]);
        assertEquals(length - 1, stack.length());
    }
}
