package bstack.bench.medium;

import bstack.core.BStackOptions;
import bstack.core.Storage;
import bstack.core.internal.storage.StorageFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** The files that stacks under test live in: the library's own storage, with something around it. */
public final class Media {
    private Media() {}

    /**
     * {@return the storage that {@code BStack.open(Path)} uses, wrapped}
     *
     * @param path the file, created if it is missing
     * @param wrapper what to put around it
     * @throws IOException if it cannot be opened
     */
    public static Storage open(Path path, UnaryOperator<Storage> wrapper) throws IOException {
        return wrapper.apply(StorageFiles.open(path, BStackOptions.Access.AUTO, false, true));
    }
}
