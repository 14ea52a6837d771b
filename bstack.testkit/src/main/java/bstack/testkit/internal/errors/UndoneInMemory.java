package bstack.testkit.internal.errors;

import bstack.core.BStack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that changes something in memory as well, and has said how to undo it before: what is in memory must be
 * what the stack holds, unless the stack has failed.
 *
 * @param kind how it ends
 * @param session how far the session has come
 */
record UndoneInMemory(Kind kind, Session session) implements ErrorScenario {
    private static final int STEPS = 5;
    private static final byte[] DATA = Bytes.of(31, 16);

    /** How a transaction ends. */
    enum Kind {
        /** It commits. */
        COMMITS,
        /** Its body throws. */
        THROWS,
        /** An inner body throws. */
        INNER_THROWS
    }

    static List<ErrorScenario> all() {
        List<ErrorScenario> scenarios = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            scenarios.add(new UndoneInMemory(kind, Session.NEW));
            scenarios.add(new UndoneInMemory(kind, Session.ATTACHED));
        }
        return scenarios;
    }

    @Override
    public String name() {
        return "onRollback, %s, %s".formatted(kind, session);
    }

    @Override
    public Trial begin() throws IOException {
        Session.Opened opened = session.open();
        BStack stack = opened.stack();
        int[] memory = new int[1];
        return new Trial() {
            @Override
            public void act() throws IOException {
                try {
                    stack.transact(() -> steps(stack, memory));
                } catch (IOException e) {
                    if (!"rolled back".equals(e.getMessage())) {
                        throw e;
                    }
                }
            }

            @Override
            public void check(@Nullable Throwable thrown) throws IOException {
                byte[] before = opened.payload();
                byte[] after = before;
                for (int i = 0; kind == Kind.COMMITS && i < STEPS; i++) {
                    after = Bytes.with(after, i * DATA.length, DATA);
                }
                int expected = thrown == null && kind == Kind.COMMITS ? STEPS : 0;
                if (!StackState.hasFailed(stack) && memory[0] != expected) {
                    throw new AssertionError("%d steps are done in memory, not %d".formatted(memory[0], expected));
                }
                StackState.check(stack, opened.medium(), before, after, thrown);
            }
        };
    }

    private void steps(BStack stack, int[] memory) throws IOException {
        for (int i = 0; i < STEPS; i++) {
            int step = i;
            stack.onRollback(() -> {
                if (memory[0] == step + 1) { // the inverse comes first: what is not done is not undone
                    memory[0] = step;
                }
            });
            memory[0] = step + 1;
            stack.set((long) step * DATA.length, DATA);
        }
        if (kind == Kind.INNER_THROWS) {
            stack.transact(() -> {
                throw new IOException("rolled back");
            });
        } else if (kind == Kind.THROWS) {
            throw new IOException("rolled back");
        }
    }
}
