package bstack.demo.internal.cli;

import bstack.demo.internal.files.FolderExport;
import bstack.demo.internal.files.TransferListener.Totals;
import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.text.Figures;
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
        description = "Writes the objects below a folder, as they were imported: files, links and folders, with "
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
            description = "replace existing files; without it, nothing is written if there are any")
    private boolean force;

    @Option(
            names = "--setuid",
            description = "also restore set-user-id and set-group-id bits: a program then runs as"
                    + " the user who exports it")
    private boolean setuid;

    @Override
    public Integer call() throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CommandFailure(folder + " is not a folder");
        }
        try (Progress progress = new Progress(terminal());
                TransferReport report = new TransferReport(terminal(), progress, false)) {
            Totals totals;
            try (ObjectStore store = HeapFiles.openStoreReadOnly(file(), patience())) {
                totals = export(store, report);
            }
            return report.finish("wrote", totals);
        }
    }

    private Totals export(ObjectStore store, TransferReport report) throws IOException {
        FolderExport export = new FolderExport(store, file(), folder, force, report);
        if (setuid) {
            export.keepPrivileges();
        }
        Totals totals = export.run(Key.utf8(prefix));
        if (export.privilegesDropped() > 0) {
            report.remark(Figures.count(export.privilegesDropped())
                    + " without the stored set-user-id or set-group-id bits, which --setuid keeps");
        }
        return totals;
    }
}
