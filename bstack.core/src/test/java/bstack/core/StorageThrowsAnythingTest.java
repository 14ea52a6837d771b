package bstack.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every call on the medium throws something, of every type, once or from then on. A call of the stack that throws has
 * changed nothing, or the stack has failed; its close leaves what was durable, and gives the medium back.
 */
final class StorageThrowsAnythingTest {

    /** What is thrown. */
    private enum Kind implements Supplier<Throwable> {
        ILLEGAL_ARGUMENT {
            @Override
            public Throwable get() {
                return new IllegalArgumentException(Faults.MESSAGE);
            }
        },
        ILLEGAL_STATE {
            @Override
            public Throwable get() {
                return new IllegalStateException(Faults.MESSAGE);
            }
        },
        NO_SPACE {
            @Override
            public Throwable get() {
                return new BStackNoSpaceException(Faults.MESSAGE, 1, new IOException("quota"));
            }
        },
        OUT_OF_BOUNDS {
            @Override
            public Throwable get() {
                return new IndexOutOfBoundsException(Faults.MESSAGE);
            }
        },
        OUT_OF_MEMORY {
            @Override
            public Throwable get() {
                return new OutOfMemoryError(Faults.MESSAGE);
            }
        },
        STACK_OVERFLOW {
            @Override
            public Throwable get() {
                return new StackOverflowError(Faults.MESSAGE);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_call_that_throws_has_changed_nothing_or_the_stack_has_failed(Kind kind) throws IOException {
        for (boolean forEver : new boolean[] {false, true}) {
            int at = 0;
            while (runsWith(kind, at, forEver)) {
                at++;
            }
            assertTrue(at > 30, "only " + at + " calls");
        }
    }

    /** {@return whether it came so far} */
    private static boolean runsWith(Kind kind, int at, boolean forEver) throws IOException {
        HookedStorage storage = new HookedStorage();
        Faults faults = new Faults(at, forEver, kind);
        String where = kind + " at call " + at + (forEver ? " and later" : "");
        byte[] before = new byte[0];
        byte[] after = before;
        BStack stack;
        try {
            stack = BStack.open(storage.hook(faults), Medium.TIGHT);
        } catch (Throwable refused) {
            assertTrue(storage.isClosed(), where);
            return true;
        }
        try {
            for (int step = 0; step < 12; step++) {
                after = changed(before, step);
                apply(stack, step);
                before = after;
            }
        } catch (Throwable thrown) {
            if (!hasFailed(stack, where)) {
                storage.hook(HookedStorage.Hook.NONE);
                assertArrayEquals(before, stack.peek(0), where + ": " + thrown);
                after = before;
            }
        }
        try {
            stack.close();
        } catch (Throwable thrown) {
            // The file is closed all the same.
        }
        assertTrue(storage.isClosed(), where);
        storage.hook(HookedStorage.Hook.NONE);
        stack.close();
        assertThrows(IllegalStateException.class, stack::length, where);
        try (BStack again = BStack.open(storage.survivor(), Medium.TIGHT)) {
            byte[] found = again.peek(0);
            assertTrue(
                    Arrays.equals(found, before) || Arrays.equals(found, after),
                    where + ": found " + found.length + " bytes, not " + before.length + " or " + after.length);
        }
        return faults.failed() != null;
    }

    private static boolean hasFailed(BStack stack, String where) throws IOException {
        try {
            stack.length();
            return false;
        } catch (BStackFailedException e) {
            assertThrows(BStackFailedException.class, () -> stack.push(new byte[1]), where);
            assertThrows(BStackFailedException.class, () -> stack.get(0, 0), where);
            return true;
        }
    }

    private static void apply(BStack stack, int step) throws IOException {
        switch (step % 6) {
            case 0 -> stack.push(filled(700 + step, step));
            case 1 ->
                stack.transact(() -> {
                    stack.set(0, filled(10, step));
                    stack.set(500, filled(10, step));
                });
            case 2 -> stack.push(filled(9000, step));
            case 3 -> stack.set(100, filled(5000, step));
            case 4 -> stack.discard(6000);
            default -> stack.checkpoint();
        }
    }

    private static byte[] changed(byte[] present, int step) {
        byte[] next = present.clone();
        switch (step % 6) {
            case 0 -> next = joined(present, filled(700 + step, step));
            case 1 -> {
                System.arraycopy(filled(10, step), 0, next, 0, 10);
                System.arraycopy(filled(10, step), 0, next, 500, 10);
            }
            case 2 -> next = joined(present, filled(9000, step));
            case 3 -> System.arraycopy(filled(5000, step), 0, next, 100, 5000);
            case 4 -> next = Arrays.copyOf(present, present.length - 6000);
            default -> {
                // A checkpoint changes nothing.
            }
        }
        return next;
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static byte[] filled(int count, int step) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) (step + 1));
        return bytes;
    }
}
