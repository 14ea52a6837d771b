package bstack.core.internal.storage;

import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/** The arenas of all mappings of one file that are still open. Closing them needs no memory. Not thread-safe. */
public final class MappedArenas {
    private static final int CLOSE_ATTEMPTS = 1000;

    private @Nullable Mapped last;

    /** One of them. */
    private static final class Mapped {
        private final Arena arena;
        private final @Nullable Mapped before;
        private boolean closed;

        Mapped(Arena arena, @Nullable Mapped before) {
            this.arena = arena;
            this.before = before;
        }
    }

    /** Adds one; if that fails, it has been closed. */
    public void add(Arena arena) {
        Mapped added = null;
        try {
            added = new Mapped(arena, last);
        } finally {
            if (added == null) {
                close(arena);
            }
        }
        last = added;
    }

    /**
     * Closes all of them; when it returns, nobody uses a mapping any more. If it throws, all have been closed that
     * could be, and another call tries the others again.
     */
    public void close() {
        RuntimeException refused = null;
        Error broken = null;
        for (Mapped each = last; each != null; each = each.before) {
            try {
                if (!each.closed) {
                    close(each.arena);
                    each.closed = true;
                }
            } catch (RuntimeException e) {
                refused = e;
            } catch (Error e) {
                broken = e;
            }
        }
        if (broken != null) {
            throw broken;
        }
        if (refused != null) {
            throw refused;
        }
        last = null;
    }

    /** A close throws while a copy runs that holds the arena, which is over soon, and if it has been closed already. */
    private static void close(Arena arena) {
        for (int i = 0; ; i++) {
            try {
                arena.close();
                return;
            } catch (IllegalStateException refused) {
                if (!arena.scope().isAlive()) {
                    return;
                }
                if (i == CLOSE_ATTEMPTS) {
                    throw refused;
                }
                Thread.onSpinWait();
            }
        }
    }
}
