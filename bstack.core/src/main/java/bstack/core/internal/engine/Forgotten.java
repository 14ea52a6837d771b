package bstack.core.internal.engine;

import bstack.core.internal.commit.Committer;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/** Stacks that become garbage without having been closed: they are closed then, so that their files are not held for ever. */
final class Forgotten {
    private static @Nullable Cleaner cleaner;

    private Forgotten() {}

    /**
     * Watches a stack.
     *
     * @param engine what becomes garbage
     * @param committer what is closed then; must not refer to the engine
     * @return what ends the watch, and lets go of the committer, when it is cleaned
     */
    static synchronized Cleaner.Cleanable watch(StackEngine engine, Committer committer) {
        if (cleaner == null) {
            cleaner = Cleaner.create();
        }
        return cleaner.register(engine, committer::abandon);
    }
}
