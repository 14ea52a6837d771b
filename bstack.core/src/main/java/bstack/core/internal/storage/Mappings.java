package bstack.core.internal.storage;

import bstack.core.Storage;
import org.jspecify.annotations.Nullable;

/** All mappings of one file that are still open. Closing them needs no memory. Not thread-safe. */
public final class Mappings {
    private static final int CLOSE_ATTEMPTS = 1000;
    private static final int AFTER_ERRORS = 2;

    private @Nullable Mapped last;

    /** One of them. */
    private static final class Mapped {
        private final Storage.Mapping mapping;
        private final @Nullable Mapped before;
        private boolean closed;

        Mapped(Storage.Mapping mapping, @Nullable Mapped before) {
            this.mapping = mapping;
            this.before = before;
        }
    }

    /** Adds one; if that fails, it has been closed. */
    public void add(Storage.Mapping mapping) {
        Mapped added = null;
        try {
            added = new Mapped(mapping, last);
        } finally {
            if (added == null) {
                close(mapping);
            }
        }
        last = added;
    }

    /**
     * Closes all of them; when it returns, nobody uses a mapping any more. If it throws, all have been closed that
     * could be, and another call tries the others again.
     */
    public void close() {
        Throwable refused = null;
        for (Mapped each = last; each != null; each = each.before) {
            try {
                if (!each.closed) {
                    close(each.mapping);
                    each.closed = true;
                }
            } catch (Throwable e) {
                // Of any type: a storage of the user's may throw what it does not declare.
                refused = refused instanceof Error ? refused : e;
            }
        }
        if (refused != null) {
            throw Mappings.<RuntimeException>asIs(refused);
        }
        last = null;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E asIs(Throwable t) throws E {
        throw (E) t;
    }

    /** A close fails while a copy runs that holds the memory, which is over soon. After anything else it is tried again. */
    private static void close(Storage.Mapping mapping) {
        for (int i = 0; ; i++) {
            try {
                mapping.close();
                return;
            } catch (IllegalStateException inUse) {
                if (i == CLOSE_ATTEMPTS) {
                    throw inUse;
                }
                Thread.onSpinWait();
            } catch (Throwable e) {
                if (i >= AFTER_ERRORS) {
                    throw e;
                }
            }
        }
    }
}
