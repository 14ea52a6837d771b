package bstack.crashtest;

import bstack.core.BStackOptions;
import bstack.core.Storage;
import bstack.core.internal.storage.StorageFiles;
import bstack.testkit.internal.readers.ReaderCampaign;
import java.nio.file.Path;

/** Where stacks live. */
enum Medium {
    MEMORY,
    /** The only one that can be mapped. */
    NATIVE,
    FILE_CHANNEL;

    /** {@return what opens a storage, empty at first, again and again} */
    ReaderCampaign.Opener opener(Path directory) {
        Storage memory = Storage.memory();
        Path path = directory.resolve("x.bstack");
        return this == MEMORY
                ? () -> memory
                : () -> StorageFiles.open(path, BStackOptions.Access.valueOf(name()), false, true);
    }
}
