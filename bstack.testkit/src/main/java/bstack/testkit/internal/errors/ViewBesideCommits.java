package bstack.testkit.internal.errors;

import bstack.core.BStack;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A view that commits overtake until it holds them back; the last of these waits for it. However the view ends, that one
 * goes on.
 */
final class ViewBesideCommits implements ErrorScenario {
    private static final int OVERTAKEN = 4;
    private static final int RECORD = 40;

    private final Session session;

    ViewBesideCommits(Session session) {
        this.session = session;
    }

    static List<ErrorScenario> all() {
        return List.of(new ViewBesideCommits(Session.ATTACHED), new ViewBesideCommits(Session.CHECKPOINT));
    }

    @Override
    public String name() {
        return "view that holds a commit back, " + session;
    }

    @Override
    public Trial begin() throws IOException {
        Session.Opened opened = session.open();
        BStack stack = opened.stack();
        byte[] same = stack.get(0, RECORD);
        Thread[] last = new Thread[1];
        return new Trial() {
            @Override
            public void act() throws IOException {
                int[] runs = new int[1];
                stack.view(() -> {
                    byte first = stack.get(0, 1)[0];
                    Thread writer = new Thread(() -> overwrite(stack, same), "writer");
                    writer.setDaemon(true);
                    writer.start();
                    if (runs[0]++ < OVERTAKEN) {
                        join(writer);
                    } else {
                        last[0] = writer;
                    }
                    return first + stack.get(1, 2)[0];
                });
            }

            @Override
            public void check(@Nullable Throwable thrown) throws IOException {
                if (last[0] != null) {
                    join(last[0]);
                }
                byte[] payload = opened.payload();
                StackState.check(stack, opened.medium(), payload, List.of(payload), "after the view the stack");
            }
        };
    }

    /** With the bytes that are there: a commit all the same. */
    private static void overwrite(BStack stack, byte[] same) {
        try {
            stack.set(0, same);
        } catch (IOException e) {
            // The stack has failed, which the check finds out.
        }
    }

    private static void join(Thread thread) throws IOException {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }
}
