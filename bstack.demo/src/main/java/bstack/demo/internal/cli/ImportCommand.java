package bstack.demo.internal.cli;

import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code bstack import}: a folder into the store. */
@Command(
        name = "import",
        header = "Stores a folder.",
        description = "Stores everything below a folder: files, links as links, and folders, with permission "
                + "bits and times. Each is one transaction, and its key is printed once it is durable; so "
                + "after a crash every printed key is there. --quiet prints none.",
        footer = {
            "  bstack import store.bstack ~/Documents",
            "  bstack import store.bstack photos --prefix photos/ --exclude '*.tmp'",
            "  bstack import store.bstack /etc > stored-keys"
        })
final class ImportCommand extends FolderInCommand {
    @Override
    public Integer call() throws IOException {
        return bring("stored", false);
    }
}
