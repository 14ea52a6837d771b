package bstack.core.internal.storage;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/** The arenas of all mappings of one file that are still open. Not thread-safe. */
public final class MappedArenas {
    private static final int CLOSE_ATTEMPTS = 1000;

    private final List<Arena> open = new ArrayList<>();

    /** Adds one; if that fails, it has been closed. */
    public void add(Arena arena) {
        boolean added = false;
        try {
            added = open.add(arena);
        } finally {
            if (!added) {
                close(arena);
            }
        }
    }

    /**
     * Closes all of them; when it returns, nobody uses a mapping any more. If it throws, all have been closed that could
     * be, and the others can be closed by another call.
     */
    public void close() {
        try {
            while (!open.isEmpty()) {
                close(open.get(open.size() - 1));
                open.remove(open.size() - 1);
            }
        } finally {
            // One that cannot be closed must not keep the others.
            for (int i = open.size() - 2; i >= 0; i--) {
                close(open.get(i));
            }
        }
    }

    /** A close is refused while a copy runs that holds the arena, which is over soon. */
    private static void close(Arena arena) {
        for (int i = 0; arena.scope().isAlive(); i++) {
            try {
                arena.close();
                return;
            } catch (IllegalStateException inUse) {
                if (i == CLOSE_ATTEMPTS) {
                    throw inUse;
                }
                Thread.onSpinWait();
            }
        }
    }
}
