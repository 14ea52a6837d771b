package bstack.core.internal.storage;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/** The arenas of all mappings of one file that are still open. Not thread-safe. */
public final class MappedArenas {
    private static final int CLOSE_ATTEMPTS = 1000;

    private final List<Arena> open = new ArrayList<>();

    /** Adds one. */
    public void add(Arena arena) {
        open.add(arena);
    }

    /** Closes all of them; when it returns, nobody uses a mapping any more. */
    public void close() {
        open.forEach(MappedArenas::close);
        open.clear();
    }

    /** A close is refused while a copy runs that holds the arena, which is over soon. */
    private static void close(Arena arena) {
        for (int i = 0; ; i++) {
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
