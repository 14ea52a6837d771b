package bstack.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every call on the medium fails, once or from then on, under scripts that make each kind of commit, and at every open
 * of what they leave. What survives is what was written, as after the kill of a process.
 */
@ParameterizedClass
@EnumSource
final class IoErrorTest {
    /** A change, done to a stack and to the model of it. */
    @FunctionalInterface
    private interface Step {
        void run(BStack stack, ByteModel model) throws IOException;
    }

    /** What is done while a call fails. */
    private enum Script {
        SMALL_OPERATIONS(
                push(100),
                push(200),
                set(50, 100),
                pop(120),
                (s, m) -> s.checkpoint(),
                push(30),
                set(0, 10),
                extend(500)),
        FULL_JOURNAL(
                push(1500),
                set(0, 1500),
                set(10, 1490),
                set(0, 1400),
                set(100, 1400),
                set(3, 1300),
                push(1500),
                set(0, 1500),
                push(1500),
                set(1000, 1500),
                pop(4000),
                push(1500),
                set(0, 1500),
                set(0, 1500)),
        LARGE_DATA(push(100), push(5000), set(1000, 3000), push(40_000), set(10, 30_000), extend(70_000), pop(80_000)),
        LARGE_TAIL(push(3000), replaceTail(2000, 90_000), replaceTail(90_000, 10), replaceTail(1010, 20_000)),
        TRANSACTIONS(
                push(10),
                transaction(push(1000), set(0, 5), pop(20)),
                transaction(push(6000), set(100, 4000), push(3000), pop(1), extend(30_000)),
                transaction(
                        pop(30_000),
                        push(1900),
                        push(1900),
                        push(1900),
                        set(0, 1900),
                        push(1900),
                        push(1900),
                        set(5000, 1900),
                        push(1900)),
                transaction(pop(20), push(20)));

        private final List<Step> steps;

        Script(Step... steps) {
            this.steps = List.of(steps);
        }
    }

    private static byte[] data(ByteModel model, int count) {
        return Bytes.random(count, 31L * model.length() + count + Arrays.hashCode(model.all()));
    }

    private static Step push(int count) {
        return (stack, model) -> {
            byte[] data = data(model, count);
            model.push(data);
            stack.push(data);
        };
    }

    private static Step extend(int count) {
        return (stack, model) -> {
            model.push(new byte[count]);
            stack.extend(count);
        };
    }

    private static Step set(int offset, int count) {
        return (stack, model) -> {
            byte[] data = data(model, count);
            model.set(offset, data);
            stack.set(offset, data);
        };
    }

    private static Step pop(int count) {
        return (stack, model) -> {
            model.pop(count);
            stack.discard(count);
        };
    }

    private static Step replaceTail(int n, int count) {
        return (stack, model) -> {
            byte[] data = data(model, count);
            model.pop(n);
            model.push(data);
            stack.replaceTail(n, data);
        };
    }

    private static Step transaction(Step... steps) {
        return (stack, model) -> stack.transact(() -> {
            for (Step step : steps) {
                step.run(stack, model);
            }
        });
    }

    private final Script script;

    IoErrorTest(Script script) {
        this.script = script;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_call_that_fails_leaves_the_state_before_or_after_its_operation(boolean forEver) throws IOException {
        int at = 0;
        while (failAt(new HookedStorage(), at, forEver)) {
            at++;
        }
        assertTrue(at > 20, "calls: " + at);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_same_holds_if_space_is_reserved_by_making_the_file_larger(boolean forEver) throws IOException {
        int at = 0;
        while (failAt(new HookedStorage().reserveRaisesSize(), at, forEver)) {
            at++;
        }
        assertTrue(at > 20, "calls: " + at);
    }

    /** {@return whether it came so far} */
    private boolean failAt(HookedStorage storage, int at, boolean forEver) throws IOException {
        Faults faults = new Faults(at, forEver);
        storage.hook(faults);
        ByteModel model = new ByteModel();
        byte[] before = model.all();
        try {
            BStack stack = BStack.open(storage, Medium.TIGHT);
            try {
                for (Step step : script.steps) {
                    before = model.all();
                    step.run(stack, model);
                }
                before = model.all();
                stack.close();
            } catch (BStackNoSpaceException refused) {
                assertEquals(HookedStorage.Call.RESERVE, faults.failed(), "call " + at);
                model.reset(before);
                storage.hook(HookedStorage.Hook.NONE);
                assertArrayEquals(before, stack.peek(0), "refused at call " + at);
                stack.close();
            } catch (IOException failed) {
                assertFailed(stack, failed, faults, at);
            }
        } catch (IOException refusedToOpen) {
            assertTrue(refusedToOpen.getMessage().contains(Faults.MESSAGE), "call " + at + ": " + refusedToOpen);
        }
        assertTrue(storage.isClosed(), "call " + at);
        assertSurvives(storage, before, model.all(), "call " + at);
        return faults.failed() != null;
    }

    private static void assertFailed(BStack stack, IOException failed, Faults faults, int at) throws IOException {
        String where = "call " + at + " (" + faults.failed() + "): " + failed;
        assertNotNull(faults.failed(), where);
        boolean closing;
        try {
            stack.length();
            closing = false;
        } catch (IllegalStateException closed) {
            closing = true;
        } catch (BStackFailedException asItShould) {
            closing = false;
        }
        assertTrue(failed.getMessage().contains(Faults.MESSAGE), where);
        if (closing) {
            return;
        }
        if (!(failed instanceof BStackFailedException)) {
            // A call that only asks, and fails before anything was changed, has changed nothing.
            assertTrue(faults.failed() == HookedStorage.Call.READ || faults.failed() == HookedStorage.Call.SIZE, where);
            stack.close();
            return;
        }
        assertThrows(BStackFailedException.class, () -> stack.push(new byte[1]), where);
        assertThrows(BStackFailedException.class, () -> stack.get(0, 0), where);
        assertThrows(BStackFailedException.class, () -> stack.peek(0), where);
        assertThrows(BStackFailedException.class, () -> stack.transact(() -> 1), where);
        assertThrows(BStackFailedException.class, stack::checkpoint, where);
        assertThrows(BStackFailedException.class, () -> stack.lockUpTo(0), where);
        int changes = faults.changesAfterwards();
        stack.close();
        assertEquals(changes, faults.changesAfterwards(), where);
        assertThrows(IllegalStateException.class, stack::length, where);
    }

    private static void assertSurvives(HookedStorage left, byte[] before, byte[] after, String where)
            throws IOException {
        byte[] file = left.bytes();
        byte[] found;
        try (BStack readOnly = BStack.openReadOnly(HookedStorage.of(file))) {
            found = readOnly.peek(0);
        } catch (IOException e) {
            throw new AssertionError(where, e);
        }
        assertTrue(
                Arrays.equals(found, before) || Arrays.equals(found, after),
                where + ": mixed, length " + found.length + ", before " + before.length + ", after " + after.length);
        for (int at = 0; ; at++) {
            HookedStorage copy = HookedStorage.of(file);
            Faults faults = new Faults(at, true);
            try (BStack again = BStack.open(copy.hook(faults), Medium.TIGHT)) {
                assertArrayEquals(found, again.peek(0), where);
                break;
            } catch (IOException e) {
                assertTrue(e.getMessage().contains(Faults.MESSAGE), where + ", again " + at + ": " + e);
            }
            try (BStack last = BStack.open(copy.survivor(), Medium.TIGHT)) {
                assertArrayEquals(found, last.peek(0), where + ", again " + at);
            }
        }
        try (BStack again = BStack.open(left.survivor(), Medium.TIGHT)) {
            again.push(new byte[5]);
            again.discard(5);
        }
        assertArrayEquals(Bytes.fileAtRest(found), left.bytes(), where);
    }
}
