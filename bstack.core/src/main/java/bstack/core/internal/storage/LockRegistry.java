package bstack.core.internal.storage;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which files this JVM has open, so that an exception can name the holder. The locks that count between processes are
 * the operating system's; this one also covers the platforms where those do not exclude the same process.
 *
 * <p>Giving a file back needs no memory, so it cannot fail for want of it.
 */
final class LockRegistry {
    private static final int EXCLUSIVE = -1;

    /** The files that are held. Guarded by the class. */
    private static @Nullable Entry first;

    private LockRegistry() {}

    /** A file that this JVM holds. */
    static final class Entry {
        private final Object fileKey;
        /** How many read it, or {@link #EXCLUSIVE}. Guarded by the registry. */
        private int holders;

        private @Nullable Entry next;

        private final Object monitor;
        /** How many of the holders have portable access. Guarded by {@link #monitor()}, as is all work on the lock beside. */
        int portable;
        /** The lock beside the file, if it is held for the portable ones. Guarded by {@link #monitor()}. */
        @Nullable
        LockBeside beside;

        private Entry(Object fileKey) {
            this.fileKey = fileKey;
            this.monitor = FileKeys.monitor(fileKey);
        }

        /** {@return {@link FileKeys#monitor} of the file} */
        Object monitor() {
            return monitor;
        }
    }

    /** One use of a file. */
    @SuppressWarnings("LockOnNonEnclosingClassLiteral") // the registry's is the lock of all that is in it
    static final class Hold {
        /** Guarded by the registry, as is the rest. */
        private Entry entry;

        private boolean released;

        private Hold(Entry entry) {
            this.entry = entry;
        }

        /** {@return the file; not to be asked for after the release} */
        Entry entry() {
            synchronized (LockRegistry.class) {
                return entry;
            }
        }

        /** Gives up this use of the file; a second time it does nothing. */
        void release() {
            synchronized (LockRegistry.class) {
                if (released) {
                    return;
                }
                if (entry.holders == EXCLUSIVE || entry.holders == 1) {
                    unlink(entry);
                } else {
                    entry.holders--;
                }
                released = true;
                LockRegistry.class.notifyAll();
            }
        }
    }

    /** {@return this use of the file, or null if another one excludes it} */
    static @Nullable Hold take(Object fileKey, boolean shared) {
        Entry fresh = new Entry(fileKey);
        Hold hold = new Hold(fresh);
        fresh.holders = shared ? 1 : EXCLUSIVE;
        synchronized (LockRegistry.class) {
            Entry held = find(fileKey);
            if (held == null) {
                fresh.next = first;
                first = fresh;
            } else if (shared && held.holders != EXCLUSIVE) {
                held.holders++;
                hold.entry = held;
            } else {
                return null;
            }
        }
        return hold;
    }

    private static @Nullable Entry find(Object fileKey) {
        for (Entry e = first; e != null; e = e.next) {
            if (e.fileKey.equals(fileKey)) {
                return e;
            }
        }
        return null;
    }

    private static void unlink(Entry gone) {
        if (first == gone) {
            first = gone.next;
            return;
        }
        for (Entry e = first; e != null; e = e.next) {
            if (e.next == gone) {
                e.next = gone.next;
            }
        }
    }

    /**
     * Waits until a file is given up by this JVM, or until the time is over.
     *
     * @return false if the thread was interrupted; its flag is set
     */
    static boolean awaitRelease(long nanos) {
        synchronized (LockRegistry.class) {
            try {
                TimeUnit.NANOSECONDS.timedWait(LockRegistry.class, nanos);
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
