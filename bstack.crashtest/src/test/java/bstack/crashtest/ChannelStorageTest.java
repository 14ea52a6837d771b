package bstack.crashtest;

import bstack.core.BStackOptions;
import bstack.core.Storage;
import bstack.core.internal.storage.StorageFiles;
import bstack.testkit.StorageContract;
import java.io.IOException;
import java.nio.file.Path;

/** The storage on a file channel does what every storage must, but an interrupt closes its channel. */
class ChannelStorageTest extends StorageContract {
    @Override
    protected Storage open(Path directory) throws IOException {
        return StorageFiles.open(directory.resolve("channel.bstack"), BStackOptions.Access.FILE_CHANNEL, false, true);
    }

    @Override
    protected boolean ignoresInterrupts() {
        return false;
    }
}
