package bstack.core.internal.storage;

import org.jspecify.annotations.Nullable;

/**
 * A file descriptor, with the use of its file in the {@link LockRegistry} if there is one; given back once. Made before
 * the file is opened, since there may be no memory afterwards; giving back needs none.
 */
final class Descriptor {
    private static final int CLOSED = -1;

    private volatile int fd = CLOSED;
    private volatile LockRegistry.@Nullable Hold hold;

    /** {@return the descriptor, negative if there is none} */
    int fd() {
        return fd;
    }

    /** {@return whether a file was free for this use; if so it is taken, until this is closed} */
    boolean hold(Object fileKey, boolean shared) {
        hold = LockRegistry.take(fileKey, shared);
        return hold != null;
    }

    /** {@return the registry's entry of the file that is held} */
    LockRegistry.Entry entry() {
        LockRegistry.Hold h = hold;
        if (h == null) {
            throw new IllegalStateException("no file is held");
        }
        return h.entry();
    }

    /** {@return the descriptor, or a negated errno} */
    int open(byte[] name, int flags, int mode) {
        return Posix.open(name, flags, mode, this);
    }

    /** {@return what the open call has returned} */
    int is(int result) {
        if (result >= 0) {
            fd = result;
        }
        return result;
    }

    /**
     * Gives everything back, whatever fails on the way. A second time it does nothing but what the first could not do.
     *
     * <p>The locks are given up before the descriptor is closed. The close would not do, while another thread starts a
     * process: until that has become another program it has a copy of every descriptor, and the locks with it.
     *
     * @return 0, or the negated errno of a close that failed
     */
    synchronized int close() {
        int result = 0;
        try {
            if (hold != null && fd >= 0) {
                Posix.unlock(fd);
            }
        } finally {
            try {
                result = closeOnly();
            } finally {
                release();
            }
        }
        return result;
    }

    private int closeOnly() {
        int closing = fd;
        if (closing < 0) {
            return 0;
        }
        // Before the call: a number must never be closed twice, it may be another file's by then.
        fd = CLOSED;
        try {
            return Posix.close(closing);
        } catch (StackOverflowError e) {
            // A call for which there is no stack was not made.
            fd = closing;
            if (Posix.size(closing) == -Posix.EBADF) {
                fd = CLOSED;
            }
            throw e;
        }
    }

    private void release() {
        LockRegistry.Hold h = hold;
        if (h != null) {
            h.release();
        }
    }
}
