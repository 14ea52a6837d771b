package bstack.testkit.replay;

import bstack.core.BStack;
import bstack.testkit.model.GeneratedBytes;
import java.io.IOException;
import java.util.Arrays;

/**
 * A run of a recorded stack trace against a {@link BStack}, comparing every result.
 *
 * <p>Not thread-safe; one object replays one trace once.
 */
public final class StackReplay {
    private static final String OK = "ok";
    private static final byte XOR_KEY = 0x5a;
    private static final byte MARK = '!';

    private final ReferenceTrace trace;
    private final Opener opener;

    /** A way to open the stack that the trace runs on, again and again: on the same file or medium each time. */
    @FunctionalInterface
    public interface Opener {
        /**
         * {@return the open stack}
         *
         * @throws IOException if it does not open
         */
        BStack open() throws IOException;
    }

    /**
     * Prepares a run.
     *
     * @param trace a trace of kind {@code stack}
     * @param opener opens the stack, first on a new medium
     */
    public StackReplay(ReferenceTrace trace, Opener opener) {
        this.trace = trace;
        this.opener = opener;
    }

    /**
     * Runs every line, and closes the stack at the end.
     *
     * @throws AssertionError at the first result that differs from the recorded one, or if a refused call changed
     *     something
     * @throws IOException if the stack fails
     */
    public void run() throws IOException {
        BStack stack = opener.open();
        try {
            for (ReferenceTrace.Step step : trace.steps()) {
                if (step.operation().equals("reopen")) {
                    stack.close();
                    stack = opener.open();
                } else if (step.refused()) {
                    refused(stack, step);
                } else {
                    String actual = perform(stack, step);
                    if (!actual.equals(step.result())) {
                        throw trace.mismatch(step, actual);
                    }
                }
            }
        } finally {
            stack.close();
        }
    }

    private void refused(BStack stack, ReferenceTrace.Step step) throws IOException {
        byte[] before = stack.peek(0);
        String actual;
        try {
            actual = perform(stack, step);
        } catch (IndexOutOfBoundsException | IllegalArgumentException expected) {
            if (!Arrays.equals(before, stack.peek(0))) {
                throw trace.mismatch(step, "a refusal that changed the payload");
            }
            return;
        }
        throw trace.mismatch(step, actual);
    }

    private static String perform(BStack stack, ReferenceTrace.Step step) throws IOException {
        return switch (step.operation()) {
            case "push" -> Long.toString(stack.push(step.bytes(0)));
            case "fill" -> Long.toString(stack.push(GeneratedBytes.of(step.number(0), (int) step.number(1))));
            case "extend" -> Long.toString(stack.extend(step.number(0)));
            case "pop" -> Hex.format(stack.pop((int) step.number(0)));
            case "peek" -> Hex.format(stack.peek(step.number(0)));
            case "get" -> Hex.format(stack.get(step.number(0), step.number(1)));
            case "len" -> Long.toString(stack.length());
            case "crc" -> GeneratedBytes.crc32Hex(stack.peek(0));
            case "splice" -> Hex.format(stack.splice(step.number(0), step.bytes(1)));
            case "swap" -> Hex.format(stack.getAndSet(step.number(0), step.bytes(1)));
            case "cas" -> Boolean.toString(stack.compareAndSet(step.number(0), step.bytes(1), step.bytes(2)));
            case "try_extend" -> Boolean.toString(stack.tryExtend(step.number(0), step.bytes(1)));
            case "try_discard" -> Boolean.toString(stack.tryDiscard(step.number(0), step.number(1)));
            default -> performSilent(stack, step);
        };
    }

    /** The operations that return nothing. */
    private static String performSilent(BStack stack, ReferenceTrace.Step step) throws IOException {
        switch (step.operation()) {
            case "discard" -> stack.discard(step.number(0));
            case "set" -> stack.set(step.number(0), step.bytes(1));
            case "zero" -> stack.zero(step.number(0), step.number(1));
            case "atrunc" -> stack.replaceTail(step.number(0), step.bytes(1));
            case "replace_upper" -> stack.updateTail(step.number(0), StackReplay::upperCase);
            case "process_xor" -> stack.update(step.number(0), step.number(1), StackReplay::xor);
            default -> throw new IllegalArgumentException("no stack operation: " + step);
        }
        return OK;
    }

    private static byte[] upperCase(byte[] tail) {
        byte[] result = Arrays.copyOf(tail, tail.length + 1);
        for (int i = 0; i < tail.length; i++) {
            if (result[i] >= 'a' && result[i] <= 'z') {
                result[i] = (byte) (result[i] - ('a' - 'A'));
            }
        }
        result[tail.length] = MARK;
        return result;
    }

    private static void xor(byte[] range) {
        for (int i = 0; i < range.length; i++) {
            range[i] ^= XOR_KEY;
        }
    }
}
