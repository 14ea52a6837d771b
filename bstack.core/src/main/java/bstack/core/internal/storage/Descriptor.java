package bstack.core.internal.storage;

/**
 * A file descriptor, with the use of its file in the {@link LockRegistry} if there is one; given back once. Made before
 * the file is opened, since there may be no memory afterwards; giving back needs none.
 */
final class Descriptor {
    private static final int CLOSED = -1;

    private volatile int fd = CLOSED;
    private volatile LockRegistry.Hold hold;

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
        return hold.entry();
    }

    /** {@return the descriptor, or a negated errno} */
    int open(byte[] name, int flags, int mode) {
        int result = Posix.open(name, flags, mode);
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
                try {
                    closeOnly();
                } finally {
                    release();
                }
            }
        }
        return result;
    }

    private int closeOnly() {
        if (fd < 0) {
            return 0;
        }
        int result = Posix.close(fd);
        fd = CLOSED;
        return result;
    }

    private void release() {
        LockRegistry.Hold h = hold;
        if (h != null) {
            h.release();
        }
    }
}
