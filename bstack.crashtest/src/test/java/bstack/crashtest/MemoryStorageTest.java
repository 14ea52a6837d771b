package bstack.crashtest;

import bstack.core.Storage;
import bstack.testkit.StorageContract;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The storage in memory does what every storage must; it can be opened again after a close. */
class MemoryStorageTest extends StorageContract {
    private final Storage memory = Storage.memory();

    @Override
    protected Storage open(Path directory) {
        return memory;
    }

    @Override
    protected OptionalLong tooMuch() {
        return OptionalLong.of(1L << 60);
    }
}
