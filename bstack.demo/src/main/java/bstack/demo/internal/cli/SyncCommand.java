package bstack.demo.internal.cli;

import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code bstack sync}: what has changed in a folder, into the store. */
@Command(
        name = "sync",
        header = "Stores what has changed in a folder.",
        description = "Stores everything below a folder as import does, but for what has the type, permission bits,"
                + " modification time and size that are stored already: that is not even read. With --delete the"
                + " store then has what the folder has, and nothing else.",
        footer = {"  bstack sync store.bstack ~/Documents --prefix documents/ --delete"})
final class SyncCommand extends FolderInCommand {
    @Override
    public Integer call() throws IOException {
        return bring("stored", true);
    }
}
