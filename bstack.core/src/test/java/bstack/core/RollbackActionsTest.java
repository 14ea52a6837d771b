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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a transaction undoes in memory when it is rolled back. */
final class RollbackActionsTest extends OpenStack {
    private final List<String> log = new ArrayList<>();

    private void undo(String what) {
        stack.onRollback(() -> log.add(what));
    }

    @Test
    void actions_run_in_reverse_order_those_of_inner_transactions_included() {
        assertThrows(
                ArithmeticException.class,
                () -> stack.transact(() -> {
                    undo("first");
                    stack.transact(() -> undo("second"));
                    undo("third");
                    throw new ArithmeticException();
                }));
        assertEquals(List.of("third", "second", "first"), log);
    }

    @Test
    void actions_do_not_run_if_the_transaction_commits_or_belonged_to_another_one() throws IOException {
        stack.transact(() -> {
            undo("never");
            stack.push(of(1));
        });
        assertThrows(
                ArithmeticException.class,
                () -> stack.transact(() -> {
                    throw new ArithmeticException();
                }));
        assertEquals(List.of(), log);
    }

    @Test
    void an_inner_throw_runs_them_once_when_the_outer_transaction_ends() {
        assertThrows(
                IllegalStateException.class,
                () -> stack.transact(() -> {
                    undo("outer");
                    assertThrows(
                            ArithmeticException.class,
                            () -> stack.transact(() -> {
                                undo("inner");
                                throw new ArithmeticException();
                            }));
                    assertEquals(List.of(), log);
                }));
        assertEquals(List.of("inner", "outer"), log);
    }

    @Test
    void actions_run_while_others_still_wait_to_write() throws IOException {
        List<Tasks.Started<Long>> other = new ArrayList<>();
        assertThrows(
                ArithmeticException.class,
                () -> stack.transact(() -> {
                    stack.onRollback(() -> log.add("other done: " + other.get(0).isDone()));
                    other.add(Tasks.start(() -> stack.push(of(7))).awaitBlocked());
                    throw new ArithmeticException();
                }));
        assertEquals(0L, other.get(0).await());
        assertEquals(List.of("other done: false"), log);
    }

    @Test
    void an_action_that_throws_fails_the_stack_after_all_others_have_run() throws IOException {
        stack.push(of(1));
        Exception thrown = assertThrows(
                ArithmeticException.class,
                () -> stack.transact(() -> {
                    undo("ran all the same");
                    stack.onRollback(() -> {
                        try {
                            stack.push(of(2));
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    });
                    throw new ArithmeticException();
                }));
        assertEquals(1, thrown.getSuppressed().length);
        assertTrue(thrown.getSuppressed()[0] instanceof IllegalStateException);
        assertEquals(List.of("ran all the same"), log);
        BStackFailedException failed = assertThrows(BStackFailedException.class, () -> stack.push(of(3)));
        assertSame(thrown.getSuppressed()[0], failed.getCause());
        assertThrows(BStackFailedException.class, () -> stack.get(0, 1));
        stack.close();
        try (BStack again = BStack.open(storage.survivor())) {
            assertPayload(of(1), again);
        }
    }

    @Test
    void an_action_that_throws_the_cause_itself_does_not_stop_the_others() {
        ArithmeticException cause = new ArithmeticException();
        assertSame(
                cause,
                assertThrows(
                        ArithmeticException.class,
                        () -> stack.transact(() -> {
                            undo("ran all the same");
                            stack.onRollback(() -> {
                                throw cause;
                            });
                            throw cause;
                        })));
        assertEquals(List.of("ran all the same"), log);
    }

    @Test
    void actions_run_if_there_is_no_space_for_the_commit() throws IOException {
        storage.hook((call, position, count) -> {
            if (call == HookedStorage.Call.RESERVE) {
                throw new IOException("full");
            }
        });
        assertThrows(
                BStackNoSpaceException.class,
                () -> stack.transact(() -> {
                    undo("undone");
                    stack.push(of(1));
                }));
        assertEquals(List.of("undone"), log);
        assertTrue(stack.isEmpty());
    }

    @Test
    void they_belong_inside_a_transaction() {
        assertThrows(IllegalStateException.class, () -> undo("outside"));
        assertThrows(NullPointerException.class, () -> stack.transact(() -> stack.onRollback(null)));
    }

    @Test
    void a_function_that_an_operation_calls_cannot_use_the_stack() throws IOException {
        stack.push(of(1, 2));
        List<TransactionRunnable> uses = List.of(
                () -> stack.push(of(3)),
                () -> stack.push(new byte[0]),
                () -> stack.get(0, 1),
                () -> stack.peek(0),
                () -> stack.length(),
                () -> stack.isEmpty(),
                () -> stack.transact(() -> 1),
                () -> undo("never"),
                () -> stack.compareAndSet(0, of(1), of(2)),
                stack::checkpoint,
                () -> stack.lockUpTo(1),
                stack::close);
        for (TransactionRunnable use : uses) {
            stack.update(0, 1, bytes -> assertThrows(IllegalStateException.class, use::run));
            stack.updateTail(1, bytes -> {
                assertThrows(IllegalStateException.class, use::run);
                return bytes;
            });
            stack.transact(() -> stack.update(0, 1, bytes -> assertThrows(IllegalStateException.class, use::run)));
        }
        assertArrayEquals(of(1, 2), stack.peek(0));
        assertFalse(stack.inTransaction());
    }
}
