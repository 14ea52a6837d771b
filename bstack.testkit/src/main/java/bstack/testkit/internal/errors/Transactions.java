package bstack.testkit.internal.errors;

import bstack.core.BStack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Transactions, as calls of a stack. */
final class Transactions {
    private static final byte[] DATA = Bytes.of(5, 64);
    private static final int SPILL_PIECES = 5;
    private static final int PIECE = 250_000;

    private Transactions() {}

    static List<StackCall> all() {
        List<StackCall> calls = new ArrayList<>();
        calls.add(new StackCall("transaction of many", Transactions::many, Transactions::manyDone));
        calls.add(new StackCall("nested transactions", s -> s.transact(() -> many(s)), Transactions::manyDone));
        calls.add(new StackCall("transaction with actions", Transactions::acting, p -> Bytes.tail(p, 0, DATA)));
        calls.add(new StackCall("transaction that throws", Transactions::thrown, p -> p));
        calls.add(new StackCall("inner transaction that throws", Transactions::innerThrown, p -> p));
        calls.add(new StackCall("transaction that swallows", Transactions::swallows, p -> p));
        calls.add(new StackCall("transaction that only reads", s -> s.transact(() -> s.get(0, 90)), p -> p));
        return calls;
    }

    /** {@return those too large for memory} */
    static List<StackCall> large() {
        return List.of(
                new StackCall("transaction that spills", Transactions::spill, Transactions::spilled),
                new StackCall("transaction that spills and throws", Transactions::spillAndThrow, p -> p));
    }

    private static void acting(BStack stack) throws IOException {
        stack.transact(() -> {
            stack.onCommit(() -> Bytes.of(6, 10));
            stack.push(DATA);
            stack.onCommit(() -> {
                throw new IllegalStateException("an action that throws");
            });
        });
    }

    private static void many(BStack stack) throws IOException {
        stack.transact(() -> {
            for (int i = 0; i < 6; i++) {
                stack.set(i * 300L, DATA);
            }
            stack.push(DATA);
            stack.discard(100);
            stack.zero(50, 20);
            stack.push(DATA);
        });
    }

    private static byte[] manyDone(byte[] before) {
        byte[] after = before;
        for (int i = 0; i < 6; i++) {
            after = Bytes.with(after, i * 300, DATA);
        }
        after = Bytes.tail(Bytes.tail(after, 0, DATA), 100, new byte[0]);
        return Bytes.tail(Bytes.with(after, 50, new byte[20]), 0, DATA);
    }

    private static void rolledBack(StackState.Use use) throws IOException {
        try {
            use.run();
        } catch (IOException e) {
            if (!"rolled back".equals(e.getMessage())) {
                throw e;
            }
        }
    }

    private static void thrown(BStack stack) throws IOException {
        rolledBack(() -> stack.transact(() -> {
            stack.set(10, DATA);
            stack.push(DATA);
            throw new IOException("rolled back");
        }));
    }

    private static void innerThrown(BStack stack) throws IOException {
        rolledBack(() -> stack.transact(() -> {
            stack.set(10, DATA);
            stack.transact(() -> {
                stack.push(DATA);
                throw new IOException("rolled back");
            });
        }));
    }

    /** A body that catches what an inner one throws cannot commit. */
    private static void swallows(BStack stack) throws IOException {
        boolean[] begun = new boolean[1];
        try {
            stack.transact(() -> {
                stack.set(10, DATA);
                try {
                    innerFails(stack, begun);
                } catch (Error e) {
                    if (!begun[0]) {
                        throw e; // no inner one has begun
                    }
                }
            });
        } catch (IllegalStateException expected) {
            return;
        }
        throw new AssertionError("it has committed");
    }

    private static void innerFails(BStack stack, boolean[] begun) throws IOException {
        rolledBack(() -> stack.transact(() -> {
            begun[0] = true;
            stack.push(DATA);
            throw new IOException("rolled back");
        }));
    }

    private static void spill(BStack stack) throws IOException {
        stack.transact(() -> spillPieces(stack));
    }

    private static void spillPieces(BStack stack) throws IOException {
        for (int i = 0; i < SPILL_PIECES; i++) {
            stack.push(Bytes.of(i, PIECE));
        }
        stack.set(0, DATA);
    }

    private static byte[] spilled(byte[] before) {
        byte[] after = java.util.Arrays.copyOf(before, before.length + SPILL_PIECES * PIECE);
        for (int i = 0; i < SPILL_PIECES; i++) {
            System.arraycopy(Bytes.of(i, PIECE), 0, after, before.length + i * PIECE, PIECE);
        }
        return Bytes.with(after, 0, DATA);
    }

    private static void spillAndThrow(BStack stack) throws IOException {
        rolledBack(() -> stack.transact(() -> {
            spillPieces(stack);
            throw new IOException("rolled back");
        }));
    }
}
