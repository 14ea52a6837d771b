package bstack.crashtest;

import bstack.core.BStackOptions;
import bstack.core.Storage;
import bstack.core.internal.storage.StorageFiles;
import bstack.testkit.StorageContract;
import java.io.IOException;
import java.nio.file.Path;

/** The portable storage does what every storage must. */
class ChannelStorageTest extends StorageContract {
    @Override
    protected Storage open(Path directory) throws IOException {
        return StorageFiles.open(directory.resolve("channel.bstack"), BStackOptions.Access.FILE_CHANNEL, false, true);
    }
}
