package bstack.testkit.internal.errors;

import bstack.core.BStack;
import bstack.core.BStackFailedException;
import bstack.core.Commit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A commit that is submitted, with an action and a future, and then awaited, or left to the thread of the stack, or to a
 * close. Afterwards it can be awaited in any case, unless the stack has failed, and its future is complete.
 */
final class SubmittedCall implements ErrorScenario {
    private static final byte[] WRITTEN = Bytes.of(8, 60);
    private static final long PATIENCE_SECONDS = 60;

    /** What follows the submission. */
    enum Then {
        AWAIT("awaited"),
        NOTHING("left alone"),
        CLOSE("beside a close");

        private final String text;

        Then(String text) {
            this.text = text;
        }
    }

    private final Then then;
    private final Session session;
    private final boolean everywhere;

    /** @param everywhere whether errors are thrown in the thread of the stack too */
    SubmittedCall(Then then, Session session, boolean everywhere) {
        this.then = then;
        this.session = session;
        this.everywhere = everywhere;
    }

    static List<ErrorScenario> all() {
        List<ErrorScenario> scenarios = new ArrayList<>();
        for (Then then : Then.values()) {
            for (Session session : List.of(Session.NEW, Session.ATTACHED, Session.CHECKPOINT)) {
                scenarios.add(new SubmittedCall(then, session, false));
            }
            scenarios.add(new SubmittedCall(then, Session.ATTACHED, true));
        }
        return scenarios;
    }

    @Override
    public String name() {
        return "submitted and %s%s, %s".formatted(then.text, everywhere ? ", error in all threads" : "", session);
    }

    @Override
    public boolean runsOnCaller() {
        return !everywhere;
    }

    @Override
    public Trial begin() throws IOException {
        return new Submitted(session.open());
    }

    /** One case. */
    private final class Submitted implements Trial {
        private final Session.Opened opened;
        private final byte[] after;
        private final AtomicInteger actions = new AtomicInteger();
        private @Nullable Commit<Integer> commit;
        private @Nullable CompletableFuture<Integer> future;

        Submitted(Session.Opened opened) {
            this.opened = opened;
            this.after = Bytes.with(opened.payload(), 100, WRITTEN);
        }

        @Override
        public Thread @Nullable [] victims() {
            return everywhere ? null : new Thread[] {Thread.currentThread()};
        }

        @Override
        public void act() throws IOException {
            BStack stack = opened.stack();
            Commit<Integer> submitted = stack.submit(() -> {
                stack.onCommit(actions::incrementAndGet);
                stack.set(100, WRITTEN);
                return 5;
            });
            commit = submitted;
            future = submitted.toFuture();
            if (then == Then.AWAIT) {
                submitted.await();
            } else if (then == Then.CLOSE) {
                stack.close();
            }
        }

        @Override
        public void check(@Nullable Throwable thrown) throws IOException {
            boolean durable = commit != null && isAwaited(commit);
            if (future != null) {
                checkComplete(future, durable);
            }
            if (actions.get() > (durable ? 1 : 0)) {
                throw new AssertionError("its action has run %d times".formatted(actions.get()));
            }
            byte[] before = opened.payload();
            byte[] known = durable ? after : before;
            List<byte[]> possible = durable ? List.of(after) : List.of(before, after);
            if (then == Then.CLOSE && commit != null) {
                StackState.close(opened.stack(), opened.medium());
                StackState.expect(StackState.reopened(opened.medium().killed()), possible, "closed, the stack");
            } else {
                StackState.check(
                        opened.stack(), opened.medium(), known, possible, "the commit was submitted, the stack");
            }
        }

        private boolean isAwaited(Commit<Integer> submitted) throws IOException {
            try {
                if (submitted.await() != 5) {
                    throw new AssertionError("another result");
                }
                return true;
            } catch (BStackFailedException e) {
                return false;
            }
        }

        /** What an error has kept from being done is done by the close at the latest. */
        private void checkComplete(CompletableFuture<Integer> promised, boolean durable) throws IOException {
            try {
                promised.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (!durable) {
                    throw new AssertionError("the future of a commit that has failed is complete");
                }
            } catch (ExecutionException e) {
                if (durable || !(e.getCause() instanceof BStackFailedException)) {
                    throw new AssertionError("its future ends with " + e.getCause(), e);
                }
            } catch (TimeoutException e) {
                throw new AssertionError("its future is never complete", e);
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
        }
    }
}
