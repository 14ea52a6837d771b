package bstack.testkit.internal.errors;

import bstack.core.BStack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Three threads that commit two ranges each, together: while the first one's frame is being flushed the others submit theirs, and one of
 * them leads next, with the other one's in the same frame. Or the last one closes the stack.
 */
final class GroupOfThreads implements ErrorScenario {
    private static final int THREADS = 3;
    private static final int APART = 100;
    private static final long PATIENCE_NANOS = 2_000_000_000L;
    private static final byte[] WRITTEN = {1, 2, 3, 4, 5, 6, 7, 8};

    /** In whose calls errors are thrown. */
    enum Victims {
        LEADER,
        FOLLOWER,
        ALL
    }

    private final Victims victims;
    private final Session session;

    private final boolean closing;

    GroupOfThreads(Victims victims, Session session, boolean closing) {
        this.victims = victims;
        this.session = session;
        this.closing = closing;
    }

    static List<ErrorScenario> all() {
        List<ErrorScenario> scenarios = new ArrayList<>();
        for (Victims victims : Victims.values()) {
            scenarios.add(new GroupOfThreads(victims, Session.ATTACHED, false));
            scenarios.add(new GroupOfThreads(victims, Session.CHECKPOINT, false));
            scenarios.add(new GroupOfThreads(victims, Session.ATTACHED, true));
        }
        return scenarios;
    }

    @Override
    public String name() {
        return "group commit%s, error in %s, %s"
                .formatted(closing ? " beside a close" : "", victims.name().toLowerCase(Locale.ROOT), session);
    }

    @Override
    public boolean runsOnCaller() {
        return false;
    }

    @Override
    public Trial begin() throws IOException {
        return new Group(session.open());
    }

    /** One case. */
    private final class Group implements Trial {
        private final Session.Opened opened;
        private final Throwable[] thrown = new Throwable[THREADS];
        private final Thread[] threads = new Thread[THREADS];

        Group(Session.Opened opened) {
            this.opened = opened;
            threads[0] = Thread.currentThread();
            for (int i = 1; i < THREADS; i++) {
                int n = i;
                threads[i] = new Thread(() -> write(n), "follower " + i);
                threads[i].setDaemon(true);
            }
            opened.medium().onNextFlush(this::startFollowers);
        }

        private void write(int n) {
            try {
                if (closing && n == THREADS - 1) {
                    opened.stack().close();
                    return;
                }
                BStack stack = opened.stack();
                stack.transact(() -> {
                    stack.set((long) n * APART, WRITTEN);
                    stack.set((long) (n + THREADS) * APART, WRITTEN);
                });
            } catch (Throwable t) {
                thrown[n] = t;
            }
        }

        /** While the leader's flush is held. */
        private void startFollowers() {
            for (int i = 1; i < THREADS; i++) {
                threads[i].start();
                awaitStandstill(threads[i]);
            }
        }

        private void awaitStandstill(Thread thread) {
            long end = System.nanoTime() + PATIENCE_NANOS;
            while (System.nanoTime() < end) {
                switch (thread.getState()) {
                    case WAITING, TIMED_WAITING, BLOCKED, TERMINATED -> {
                        return;
                    }
                    default -> Thread.onSpinWait();
                }
            }
        }

        @Override
        public Thread[] victims() {
            return switch (victims) {
                case LEADER -> new Thread[] {threads[0]};
                case FOLLOWER -> new Thread[] {threads[1]};
                default -> threads;
            };
        }

        @Override
        public void act() throws InterruptedException {
            write(0);
            if (threads[1].getState() == Thread.State.NEW) {
                opened.medium().onNextFlush(null);
                startFollowers();
            }
            for (int i = 1; i < THREADS; i++) {
                threads[i].join();
            }
        }

        private byte[] committed(byte[] payload, int n) {
            return Bytes.with(Bytes.with(payload, n * APART, WRITTEN), (n + THREADS) * APART, WRITTEN);
        }

        @Override
        public void check(@Nullable Throwable none) throws IOException {
            BStack stack = opened.stack();
            List<byte[]> possible = new ArrayList<>();
            byte[] known = opened.payload();
            possible.add(known);
            StringBuilder what = new StringBuilder();
            int writers = closing ? THREADS - 1 : THREADS;
            for (int i = 0; i < writers; i++) {
                what.append(thrown[i] == null ? "returned, " : "threw " + thrown[i] + ", ");
                List<byte[]> more = new ArrayList<>();
                for (byte[] each : possible) {
                    more.add(committed(each, i));
                    if (thrown[i] != null) {
                        more.add(each);
                    }
                }
                possible = more;
                known = thrown[i] == null ? committed(known, i) : known;
            }
            if (closing) {
                StackState.close(stack, opened.medium());
                StackState.expect(StackState.reopened(opened.medium().killed()), possible, what + "closed, the stack");
                return;
            }
            StackState.check(stack, opened.medium(), known, possible, what + "and the stack");
        }
    }
}
