package bstack.core;

import java.io.IOException;

/** Thrown when a file is open already, in this JVM or in another process, and that excludes this open. */
public class BStackLockedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Whether this JVM holds the file. */
    private final boolean heldByThisJvm;

    /**
     * Creates the exception.
     *
     * @param path the file
     * @param heldByThisJvm whether this JVM holds the file, rather than another process
     */
    public BStackLockedException(String path, boolean heldByThisJvm) {
        super(
                heldByThisJvm
                        ? "%s is already open in this JVM: use that stack, or close it first".formatted(path)
                        : "%s is locked by another process: wait until that process has closed it".formatted(path));
        this.heldByThisJvm = heldByThisJvm;
    }

    /** {@return whether this JVM holds the file, rather than another process} */
    public boolean heldByThisJvm() {
        return heldByThisJvm;
    }
}
