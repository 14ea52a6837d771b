package bstack.demo.internal.cli;

import bstack.demo.internal.files.FolderImport;
import bstack.demo.internal.files.TransferListener.Totals;
import bstack.demo.internal.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bstack import}: a folder into the store. */
@Command(
        name = "import",
        header = "Stores a folder.",
        description = "Stores everything below a folder: files, links as links, and folders, with permission "
                + "bits and times. Each is one transaction, and its key is printed once it is durable; so "
                + "after a crash every printed key is there.",
        footer = {"  bstack import store.bstack ~/Documents", "  bstack import store.bstack /etc > stored-keys"})
final class ImportCommand extends FileCommand {
    @Parameters(index = "1", paramLabel = "DIR", description = "the folder")
    private Path folder;

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new CommandFailure(folder + (Files.exists(folder) ? " is not a folder" : ": no such folder"));
        }
        try (Progress progress = new Progress(terminal());
                TransferReport report = new TransferReport(terminal(), progress, true)) {
            Totals totals;
            try (ObjectStore store = HeapFiles.openStore(file(), patience(), terminal())) {
                totals = new FolderImport(store, folder, file(), report).run();
            }
            return report.finish("stored", totals);
        }
    }
}
