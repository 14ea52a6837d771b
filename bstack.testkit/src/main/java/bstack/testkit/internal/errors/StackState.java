package bstack.testkit.internal.errors;

import bstack.core.BStack;
import bstack.core.BStackFailedException;
import bstack.core.BStackOptions;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a stack may hold after a call in which an error was thrown, and how it must go on. */
final class StackState {
    static final BStackOptions OPTIONS =
            BStackOptions.defaults().journalSize(16 * 1024).preallocation(4096).backgroundFlush(false);

    private final BStack stack;
    private final ErrorMedium medium;
    private byte[] payload;

    private StackState(BStack stack, ErrorMedium medium, byte[] payload) {
        this.stack = stack;
        this.medium = medium;
        this.payload = payload;
    }

    /**
     * Checks a stack after a call, goes on working with it, and closes it.
     *
     * @param before the payload before the call
     * @param after the payload that the call makes
     * @param thrown what it has thrown, null if it returned
     */
    static void check(BStack stack, ErrorMedium medium, byte[] before, byte[] after, @Nullable Throwable thrown)
            throws IOException {
        byte[] known = thrown == null ? after : before;
        String what = thrown == null ? "the call returned, and the stack" : "the call threw, and the stack";
        check(stack, medium, known, List.of(known, after), what);
    }

    /**
     * The same for several calls.
     *
     * @param known what it must hold if it has not failed
     * @param possible what it may hold when it is opened again after it has failed
     * @param what what has happened
     */
    static void check(BStack stack, ErrorMedium medium, byte[] known, List<byte[]> possible, String what)
            throws IOException {
        if (hasFailed(stack)) {
            checkFailed(stack, medium, possible);
            return;
        }
        StackState state = new StackState(stack, medium, known);
        state.survives(what);
        try {
            state.goesOn();
        } catch (BStackFailedException e) {
            throw new AssertionError("the stack can be read, but then refuses an ordinary call: " + e, e);
        }
        close(stack, medium);
        expect(reopened(medium.killed()), List.of(state.payload), "reopened, the stack");
    }

    private static void checkFailed(BStack stack, ErrorMedium medium, List<byte[]> possible) throws IOException {
        refusesEverything(stack);
        int changes = medium.changes();
        close(stack, medium);
        if (medium.changes() != changes) {
            throw new AssertionError("the close of a failed stack has written");
        }
        byte[] found = reopened(medium.killed());
        expect(found, possible, "the failed stack, reopened,");
        byte[] durable = reopened(medium.powerCut());
        expect(durable, possible, "after a power cut the failed stack");
    }

    /** {@return whether a stack refuses even to be read} */
    static boolean hasFailed(BStack stack) throws IOException {
        try {
            stack.peek(0);
            return false;
        } catch (BStackFailedException e) {
            return true;
        }
    }

    /** Anything that uses a stack. */
    @FunctionalInterface
    interface Use {
        void run() throws IOException;
    }

    /** A failed stack refuses every call, each with the same exception. */
    static void refusesEverything(BStack stack) {
        byte[] one = {1};
        refuses("length", stack::length);
        refuses("get", () -> stack.get(0, 1));
        refuses("push", () -> stack.push(one));
        refuses("extend", () -> stack.extend(1));
        refuses("pop", () -> stack.pop(1));
        refuses("set", () -> stack.set(0, one));
        refuses("transact", () -> stack.transact(() -> stack.push(one)));
        refuses("checkpoint", stack::checkpoint);
    }

    private static void refuses(String call, Use use) {
        try {
            use.run();
        } catch (BStackFailedException expected) {
            return;
        } catch (Throwable t) {
            throw new AssertionError(call + " of a failed stack throws " + t, t);
        }
        throw new AssertionError("a failed stack allows " + call);
    }

    private void holds(String what) throws IOException {
        expect(stack.peek(0), List.of(payload), what);
        if (stack.length() != payload.length) {
            throw new AssertionError("the length is %d, not %d".formatted(stack.length(), payload.length));
        }
    }

    private void survives(String what) throws IOException {
        holds(what);
        expect(reopened(medium.killed()), List.of(payload), what + ", after a kill,");
        expect(reopened(medium.powerCut()), List.of(payload), what + ", after a power cut,");
    }

    /** Ordinary calls afterwards. */
    private void goesOn() throws IOException {
        long locked = stack.lockedLength();
        byte[] more = {11, 12, 13, 14, 15, 16, 17, 18};
        long at = stack.push(more);
        if (at != payload.length) {
            throw new AssertionError("push has returned %d, not %d".formatted(at, payload.length));
        }
        payload = Arrays.copyOf(payload, payload.length + more.length);
        System.arraycopy(more, 0, payload, (int) at, more.length);
        survives("after another push the stack");
        stack.transact(() -> {
            stack.set(at, new byte[] {1, 2});
            stack.pop(2);
        });
        payload = Arrays.copyOf(payload, payload.length - 2);
        payload[(int) at] = 1;
        payload[(int) at + 1] = 2;
        try {
            stack.transact(() -> {
                stack.extend(40);
                throw new IOException("rolled back");
            });
        } catch (IOException expected) {
            if (!"rolled back".equals(expected.getMessage())) {
                throw expected;
            }
        }
        holds("after another transaction the stack");
        if (payload.length - 6 - 16 >= locked) {
            stack.discard(6 + 16);
            payload = Arrays.copyOf(payload, payload.length - 6 - 16);
            holds("after another discard the stack");
        }
        stack.checkpoint();
        holds("after another checkpoint the stack");
    }

    /** A close returns, and a second one is nothing; the medium is given back. */
    static void close(BStack stack, ErrorMedium medium) throws IOException {
        stack.close();
        if (medium.isOpen()) {
            throw new AssertionError("the close of the stack has left the medium open");
        }
        int changes = medium.changes();
        stack.close();
        if (medium.changes() != changes) {
            throw new AssertionError("the second close has written");
        }
    }

    static byte[] reopened(ErrorMedium medium) throws IOException {
        try (BStack stack = BStack.open(medium, OPTIONS)) {
            return stack.peek(0);
        }
    }

    static void expect(byte[] found, List<byte[]> possible, String what) {
        for (byte[] each : possible) {
            if (Arrays.equals(found, each)) {
                return;
            }
        }
        byte[] one = possible.get(0);
        int at = Arrays.mismatch(found, one);
        throw new AssertionError("%s holds %d bytes%s; it should hold %d%s"
                .formatted(
                        what,
                        found.length,
                        at < Math.min(found.length, one.length) ? ", another one at " + at : "",
                        one.length,
                        possible.size() == 1 ? "" : ", or what else is possible"));
    }
}
