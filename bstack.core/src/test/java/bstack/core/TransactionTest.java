package bstack.core;

import static bstack.core.Bytes.assertPayload;
import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many operations as one. */
final class TransactionTest extends OpenStack {
    @BeforeEach
    void pushSome() throws IOException {
        stack.push(of(0, 1, 2, 3));
    }

    @Test
    void a_transaction_returns_what_its_body_returns() throws IOException {
        String result = stack.transact(() -> {
            stack.push(of(4));
            return "done";
        });
        assertEquals("done", result);
        assertPayload(of(0, 1, 2, 3, 4), stack);
    }

    @Test
    void a_transaction_reads_its_own_writes() throws IOException {
        stack.transact(() -> {
            stack.set(1, of(11));
            stack.push(of(4, 5));
            stack.zero(2, 1);
            assertEquals(6, stack.length());
            assertPayload(of(0, 11, 0, 3, 4, 5), stack);
            assertArrayEquals(of(3, 4, 5), stack.pop(3));
            assertEquals(3, stack.extend(2));
            assertPayload(of(0, 11, 0, 0, 0), stack);
            assertArrayEquals(of(11, 0), stack.getAndSet(1, of(21, 22)));
            assertArrayEquals(of(21, 22, 0, 0), stack.inputStream(1).readAllBytes());
            assertThrows(IndexOutOfBoundsException.class, () -> stack.get(4, 6));
        });
        assertPayload(of(0, 21, 22, 0, 0), stack);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                IOException.class,
                ArithmeticException.class,
                StackOverflowError.class,
                InterruptedException.class
            })
    void a_throw_of_any_kind_rolls_everything_back_and_is_passed_on_as_it_is(Class<? extends Throwable> kind)
            throws Exception {
        Throwable thrown = kind.getConstructor().newInstance();
        Throwable caught = assertThrows(
                kind,
                () -> stack.transact(() -> {
                    stack.set(0, of(9));
                    stack.pop(2);
                    stack.push(new byte[20_000]);
                    TransactionTest.<RuntimeException>sneak(thrown);
                }));
        assertSame(thrown, caught);
        assertPayload(of(0, 1, 2, 3), stack);
        stack.push(of(4));
        assertPayload(of(0, 1, 2, 3, 4), stack);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable t) throws E {
        throw (E) t;
    }

    @Test
    void an_inner_transaction_joins_the_outer_one() throws IOException {
        stack.transact(() -> {
            stack.push(of(4));
            int inner = stack.transact(() -> {
                stack.push(of(5));
                return 7;
            });
            assertEquals(7, inner);
            assertPayload(of(0, 1, 2, 3, 4, 5), stack);
        });
        assertPayload(of(0, 1, 2, 3, 4, 5), stack);
        assertThrows(
                ArithmeticException.class,
                () -> stack.transact(() -> {
                    stack.transact(() -> stack.pop(1));
                    throw new ArithmeticException();
                }));
        assertPayload(of(0, 1, 2, 3, 4, 5), stack);
    }

    @Test
    void an_outer_transaction_cannot_commit_once_an_inner_one_threw_even_if_it_catches_that() throws IOException {
        assertThrows(
                IllegalStateException.class,
                () -> stack.transact(() -> {
                    stack.push(of(4));
                    try {
                        stack.transact(() -> {
                            throw new ArithmeticException();
                        });
                    } catch (ArithmeticException caught) {
                        stack.push(of(5));
                    }
                }));
        assertPayload(of(0, 1, 2, 3), stack);
    }

    @Test
    void an_outer_transaction_whose_inner_one_threw_may_still_throw_what_it_likes() {
        assertThrows(
                UnsupportedOperationException.class,
                () -> stack.transact(() -> {
                    try {
                        stack.transact(() -> {
                            throw new ArithmeticException();
                        });
                    } catch (ArithmeticException caught) {
                        throw new UnsupportedOperationException(caught);
                    }
                }));
    }

    @Test
    void a_refused_single_operation_does_not_keep_the_transaction_from_committing() throws IOException {
        stack.transact(() -> {
            stack.push(of(4));
            assertThrows(IndexOutOfBoundsException.class, () -> stack.pop(9));
            assertThrows(IndexOutOfBoundsException.class, () -> stack.set(3, of(1, 2, 3)));
            assertThrows(IllegalArgumentException.class, () -> stack.extend(-1));
            assertThrows(IllegalArgumentException.class, () -> stack.extend(Long.MAX_VALUE));
            assertThrows(NullPointerException.class, () -> stack.updateTail(1, b -> null));
            assertThrows(
                    ArithmeticException.class,
                    () -> stack.update(0, 1, b -> {
                        throw new ArithmeticException();
                    }));
            assertThrows(IllegalStateException.class, stack::checkpoint);
            stack.push(of(5));
        });
        assertPayload(of(0, 1, 2, 3, 4, 5), stack);
    }

    @Test
    void a_transaction_that_changes_nothing_writes_nothing() throws IOException {
        stack.checkpoint();
        byte[] before = storage.bytes();
        assertEquals(4L, stack.transact(() -> stack.length()));
        stack.transact(() -> stack.peek(0));
        assertArrayEquals(before, storage.bytes());
    }

    @Test
    void a_transaction_is_one_durable_write() throws IOException {
        stack.push(of(4));
        int[] writes = new int[2];
        storage.hook((call, position, count) -> {
            writes[0] += call == HookedStorage.Call.WRITE_DURABLY ? 1 : 0;
            writes[1] += call == HookedStorage.Call.SYNC ? 1 : 0;
        });
        stack.transact(() -> {
            for (int i = 0; i < 10; i++) {
                stack.push(of(i));
            }
            stack.set(0, of(1));
        });
        assertArrayEquals(new int[] {1, 0}, writes);
    }

    @Test
    void close_checkpoint_and_lock_are_refused_inside_and_the_transaction_goes_on() throws IOException {
        stack.transact(() -> {
            stack.push(of(4));
            assertThrows(IllegalStateException.class, stack::close);
            assertThrows(IllegalStateException.class, stack::checkpoint);
            assertThrows(IllegalStateException.class, () -> stack.lockUpTo(1));
        });
        assertPayload(of(0, 1, 2, 3, 4), stack);
    }

    @Test
    void a_thread_knows_whether_it_is_inside_a_transaction() throws IOException {
        assertFalse(stack.inTransaction());
        stack.transact(() -> {
            assertTrue(stack.inTransaction());
            assertFalse(Tasks.call(stack::inTransaction));
        });
        assertFalse(stack.inTransaction());
    }

    @Test
    void others_see_only_what_is_committed() throws IOException {
        stack.transact(() -> {
            stack.set(0, of(9));
            stack.push(of(4));
            assertArrayEquals(of(0, 1, 2, 3), Tasks.call(() -> stack.peek(0)));
            assertEquals(4L, Tasks.call(stack::length));
            stack.pop(5);
            assertArrayEquals(of(2, 3), Tasks.call(() -> stack.get(2, 4)));
        });
        assertTrue(Tasks.call(stack::isEmpty));
    }

    @Test
    void the_writes_of_others_come_before_or_after_a_transaction_but_never_inside() throws Exception {
        List<Throwable> problems = Tasks.inParallel(6, thread -> {
            for (int i = 0; i < 100; i++) {
                stack.transact(() -> {
                    long at = stack.push(of(thread));
                    Thread.yield();
                    assertEquals(at + 1, stack.push(of(thread)));
                    assertEquals(at + 2, stack.push(of(thread)));
                });
            }
        });
        assertEquals(List.of(), problems);
        byte[] all = stack.peek(4);
        assertEquals(1800, all.length);
        for (int i = 0; i < all.length; i += 3) {
            assertTrue(all[i] == all[i + 1] && all[i] == all[i + 2]);
        }
    }
}
