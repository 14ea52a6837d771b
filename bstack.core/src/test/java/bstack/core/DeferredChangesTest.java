package bstack.core;

import static bstack.core.Bytes.assertPayload;
import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Changes that a layer above keeps in memory until the transaction commits. */
final class DeferredChangesTest extends OpenStack {
    private final List<String> log = new ArrayList<>();

    @Test
    void what_is_deferred_is_written_once_when_the_body_has_ended() throws IOException {
        TransactionRunnable write = () -> stack.push(of(7));
        stack.transact(() -> {
            stack.push(of(1));
            stack.operate(() -> {
                stack.beforeCommit(write);
                return null;
            });
            stack.transact(() -> stack.beforeCommit(write));
            stack.push(of(2));
        });
        assertPayload(of(1, 2, 7), stack);
        assertEquals(3, stack.operate(stack::length));
        stack.submit(() -> {
            stack.beforeCommit(write);
            return null;
        });
        stack.transact(() -> assertPayload(of(1, 2, 7, 7), stack));
    }

    @Test
    void actions_run_in_the_order_of_registration_and_may_register_more() throws IOException {
        TransactionRunnable again = () -> log.add("again");
        stack.transact(() -> {
            stack.beforeCommit(again);
            stack.beforeCommit(() -> {
                log.add("second");
                stack.beforeCommit(again);
                stack.onCommit(() -> log.add("committed"));
            });
            log.add("body");
        });
        assertEquals(List.of("body", "again", "second", "again", "committed"), log);
    }

    @Test
    void what_one_throws_rolls_everything_back() throws IOException {
        stack.push(of(1));
        assertThrows(
                ArithmeticException.class,
                () -> stack.transact(() -> {
                    stack.onRollback(() -> log.add("undone"));
                    stack.push(of(2));
                    stack.beforeCommit(() -> {
                        stack.push(of(3));
                        throw new ArithmeticException();
                    });
                    stack.beforeCommit(() -> log.add("never"));
                }));
        assertPayload(of(1), stack);
        assertEquals(List.of("undone"), log);
    }

    @Test
    void none_runs_after_a_body_that_has_thrown() {
        assertThrows(
                ArithmeticException.class,
                () -> stack.transact(() -> {
                    stack.beforeCommit(() -> log.add("never"));
                    throw new ArithmeticException();
                }));
        assertEquals(List.of(), log);
    }

    @Test
    void an_operation_that_throws_after_it_has_deferred_a_change_rolls_everything_back() throws IOException {
        TransactionRunnable write = () -> log.add("never");
        assertThrows(
                IllegalStateException.class,
                () -> stack.transact(() -> {
                    stack.push(of(1));
                    stack.beforeCommit(write);
                    assertThrows(
                            ArithmeticException.class,
                            () -> stack.operate(() -> {
                                stack.beforeCommit(write);
                                throw new ArithmeticException();
                            }));
                }));
        assertPayload(of(), stack);
        assertEquals(List.of(), log);
    }

    @Test
    void an_action_that_hides_the_failure_of_a_part_commits_nothing() throws IOException {
        assertThrows(
                IllegalStateException.class,
                () -> stack.transact(() -> stack.beforeCommit(() -> assertThrows(
                        ArithmeticException.class,
                        () -> stack.transact(() -> {
                            stack.push(of(1));
                            throw new ArithmeticException();
                        })))));
        assertPayload(of(), stack);
    }

    @Test
    void nothing_is_deferred_where_nothing_can_be_changed() throws IOException {
        TransactionRunnable write = () -> log.add("never");
        assertThrows(IllegalStateException.class, () -> stack.beforeCommit(write));
        stack.view(() -> assertThrows(IllegalStateException.class, () -> stack.beforeCommit(write)));
        stack.transact(() -> {
            stack.view(() -> assertThrows(IllegalStateException.class, () -> stack.beforeCommit(write)));
            stack.push(of(1));
        });
        assertPayload(of(1), stack);
        assertEquals(List.of(), log);
    }
}
