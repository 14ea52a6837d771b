package bstack.core.internal.storage;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.file.Path;

/** Directories, whose entries are durable after a flush of their own. */
final class Directories {
    private Directories() {}

    /**
     * Flushes a directory. Windows cannot open one as a file, and needs no flush.
     *
     * @throws IOException if the flush fails
     */
    static void flush(Path directory) throws IOException {
        BlockingFile opened;
        try {
            opened = BlockingFile.open(directory, READ);
        } catch (IOException e) {
            return;
        }
        try (opened) {
            opened.force(true);
        }
    }
}
