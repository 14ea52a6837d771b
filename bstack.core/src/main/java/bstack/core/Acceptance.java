package bstack.core;

import java.io.IOException;

/** Whether a program wants what a file holds; asked before recovery writes to the file. */
@FunctionalInterface
public interface Acceptance {
    /**
     * Looks at a stack that has been recovered in memory, and throws if it is not what was expected. The file then stays
     * as it is.
     *
     * @param found the stack, open for reading only until this returns; an allocator may be opened on it
     * @throws IOException to refuse the file
     */
    void check(BStack found) throws IOException;
}
