package bstack.demo.internal.cli;

import bstack.demo.internal.files.FolderImport;
import bstack.demo.internal.files.ImportOptions;
import bstack.demo.internal.files.TransferListener.Totals;
import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.text.Figures;
import bstack.demo.internal.text.KeyPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that brings a folder into the store. */
abstract class FolderInCommand extends FileCommand {
    @Parameters(index = "1", paramLabel = "DIR", description = "the folder")
    private Path folder;

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            defaultValue = "",
            description =
                    "what each key begins with, before the path below DIR; end it with a slash to make it a folder")
    private String prefix;

    @Option(
            names = "--exclude",
            paramLabel = "PATTERN",
            description =
                    "leave out what is like this, and what is below it; may be given several times. A pattern with a"
                            + " slash is compared with the path below DIR, any other with the last name")
    private List<KeyPattern> exclude = new ArrayList<>();

    @Option(
            names = "--delete",
            description =
                    "then remove the keys that begin with PREFIX and are not in the folder, unless they are excluded."
                            + " Nothing is removed if something in the folder could not be read")
    private boolean delete;

    /** Brings the folder into the store; {@return the exit code} */
    final int bring(String verb, boolean onlyChanged) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new CommandFailure(folder + (Files.exists(folder) ? " is not a folder" : ": no such folder"));
        }
        ImportOptions options = new ImportOptions(Key.utf8(prefix), exclude, onlyChanged, delete);
        try (Progress progress = new Progress(terminal());
                TransferReport report = new TransferReport(terminal(), progress, true)) {
            Totals totals;
            try (ObjectStore store = HeapFiles.openStore(file(), patience(), terminal())) {
                FolderImport folderImport = new FolderImport(store, folder, file(), options, report);
                totals = folderImport.run();
                remark(folderImport, report);
            }
            return report.finish(verb, totals);
        }
    }

    private void remark(FolderImport done, TransferReport report) {
        if (done.isDeletionLeftOut()) {
            report.remark("nothing was removed, since not all of " + folder + " could be read");
        }
        if (done.unchanged() > 0 && !terminal().quiet()) {
            report.remark(Figures.count(done.unchanged()) + " unchanged");
        }
        if (done.deleted() > 0 && !terminal().quiet()) {
            report.remark("removed " + Figures.count(done.deleted(), "key"));
        }
    }
}
