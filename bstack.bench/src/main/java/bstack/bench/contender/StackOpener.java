package bstack.bench.contender;

import bstack.core.BStack;
import java.io.IOException;
import java.nio.file.Path;

/** How the stacks under test are opened: plainly, or with something around their storage. */
@FunctionalInterface
public interface StackOpener {
    /**
     * {@return an open stack}
     *
     * @param path its file, created if it is missing
     * @throws IOException if it cannot be opened
     */
    BStack open(Path path) throws IOException;
}
