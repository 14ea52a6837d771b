package bstack.core.internal.transaction;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Something that a user wants to be run after a commit, and what was registered before it. */
final class CommitAction {
    private final Runnable body;
    private final @Nullable CommitAction before;
    private @Nullable CommitAction after;
    /** Whether it has been run, or is being run. */
    private boolean begun;

    CommitAction(Runnable body, @Nullable CommitAction before) {
        this.body = body;
        this.before = before;
    }

    /**
     * Runs a chain in the order of registration. What an action throws is logged; needs no memory of its own. If this
     * throws, another call runs those that have not begun.
     */
    static void runAll(@Nullable CommitAction last, String name) {
        CommitAction first = last;
        while (first != null && first.before != null) {
            first.before.after = first;
            first = first.before;
        }
        for (CommitAction action = first; action != null; action = action == last ? null : action.after) {
            if (!action.begun) {
                action.runAndTell(name);
            }
        }
    }

    private void runAndTell(String name) {
        begun = true;
        try {
            body.run();
        } catch (Throwable e) {
            try {
                tell(name, e);
            } catch (Throwable unsaid) {
                // The commit is durable, and the other actions are still to be run.
            }
        }
    }

    private static void tell(String name, Throwable e) {
        LoggerFactory.getLogger("bstack.core")
                .error("{}: an action registered with onCommit threw; the commit is durable", name, e);
    }
}
