package bstack.demo.internal.cli;

import bstack.demo.internal.files.FolderExport;
import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bstack export}: the store into a folder. */
@Command(
        name = "export",
        header = "Writes the objects into a folder.",
        description =
                "Writes the objects below a folder, as they were imported: files, links and folders, with "
                        + "permission bits and times. Nothing is written outside the folder, whatever the keys are.",
        footer = {
            "  bstack export store.bstack restored",
            "  bstack export store.bstack restored --prefix notes/",
            "  bstack export store.bstack restored --force"
        })
final class ExportCommand extends FileCommand {
    @Parameters(index = "1", paramLabel = "DIR", description = "the folder; made if it is missing")
    private Path folder;

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "only the keys that begin with this")
    private String prefix;

    @Option(
            names = {"-f", "--force"},
            description = "replace files that are there already; without it, nothing is written if there are any")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CommandFailure(folder + " is not a folder");
        }
        try (Progress progress = new Progress(terminal());
                ObjectStore store = HeapFiles.openStoreReadOnly(file())) {
            TransferReport report = new TransferReport(terminal(), progress, false);
            FolderExport export = new FolderExport(store, file(), folder, force, report);
            return report.finish("wrote", export.run(Key.utf8(prefix)));
        }
    }
}
