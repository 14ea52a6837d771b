package bstack.crashtest;

import bstack.core.BStackOptions;
import bstack.core.Storage;
import bstack.core.internal.storage.StorageFiles;
import bstack.testkit.StorageContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The storage of system calls does what every storage must. */
class NativeStorageTest extends StorageContract {
    @Override
    protected Storage open(Path directory) throws IOException {
        return StorageFiles.open(directory.resolve("native.bstack"), BStackOptions.Access.NATIVE, false, true);
    }

    @Override
    protected OptionalLong tooMuch() {
        return OptionalLong.of(Long.MAX_VALUE);
    }
}
