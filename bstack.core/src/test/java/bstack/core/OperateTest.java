package bstack.core;

import static bstack.core.Bytes.assertPayload;
import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An operation of a layer above the stack, as part of a transaction: what it throws spoils that only after a change. */
final class OperateTest extends OpenStack {
    private final List<String> log = new ArrayList<>();

    private void undo(String what) {
        stack.onRollback(() -> log.add(what));
    }

    @Test
    void an_operation_alone_is_a_transaction() throws IOException {
        assertEquals(1, stack.operate(() -> {
            stack.push(of(1));
            return stack.push(of(2));
        }));
        assertThrows(
                ArithmeticException.class,
                () -> stack.operate(() -> {
                    stack.push(of(3));
                    undo("pushed");
                    throw new ArithmeticException();
                }));
        assertPayload(of(1, 2), stack);
        assertEquals(List.of("pushed"), log);
    }

    @Test
    void one_that_throws_before_a_change_is_undone_in_memory_at_once_and_the_transaction_commits() throws IOException {
        stack.transact(() -> {
            undo("outer");
            stack.push(of(1));
            assertThrows(
                    OutOfMemoryError.class,
                    () -> stack.operate(() -> {
                        undo("first");
                        undo("second");
                        throw new OutOfMemoryError("on purpose");
                    }));
            assertEquals(List.of("second", "first"), log);
            stack.push(of(2));
        });
        assertPayload(of(1, 2), stack);
        assertEquals(List.of("second", "first"), log);
    }

    @Test
    void one_that_throws_after_a_change_dooms_the_transaction_which_then_refuses_others() throws IOException {
        assertThrows(
                IllegalStateException.class,
                () -> stack.transact(() -> {
                    undo("outer");
                    assertThrows(
                            OutOfMemoryError.class,
                            () -> stack.operate(() -> {
                                undo("inner");
                                stack.push(of(1));
                                throw new OutOfMemoryError("on purpose");
                            }));
                    assertEquals(List.of(), log);
                    assertThrows(IllegalStateException.class, () -> stack.operate(() -> stack.push(of(2))));
                }));
        assertEquals(List.of("inner", "outer"), log);
        assertEquals(0, stack.length());
    }

    @Test
    void one_made_of_others_may_go_on_after_one_of_them_was_refused() throws IOException {
        stack.transact(() -> {
            stack.operate(() -> {
                stack.push(of(1));
                assertThrows(
                        IllegalArgumentException.class,
                        () -> stack.operate(() -> {
                            throw new IllegalArgumentException();
                        }));
                return stack.push(of(2));
            });
        });
        assertPayload(of(1, 2), stack);
    }

    @Test
    void an_undo_action_that_fails_fails_the_stack() throws IOException {
        assertThrows(
                IllegalStateException.class,
                () -> stack.transact(() -> {
                    stack.push(of(1));
                    undo("outer");
                    assertThrows(
                            ArithmeticException.class,
                            () -> stack.operate(() -> {
                                undo("inner");
                                stack.onRollback(() -> {
                                    throw new StackOverflowError();
                                });
                                throw new ArithmeticException();
                            }));
                    assertEquals(List.of("inner"), log);
                }));
        assertEquals(List.of("inner", "outer"), log);
        assertThrows(BStackFailedException.class, () -> stack.push(of(2)));
    }
}
