package bstack.core;

import java.io.IOException;

/** A check whether a program accepts the content of a file. It runs before recovery writes to the file. */
@FunctionalInterface
public interface Acceptance {
    /**
     * Examines a stack that has been recovered in memory, and throws if its content is not accepted. The file then
     * stays as it is.
     *
     * @param found the stack, open for reading only until this returns; an allocator may be opened on it
     * @throws IOException if the content is not accepted
     */
    void check(BStack found) throws IOException;
}
