package bstack.demo.internal.cli;

import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectStore;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bstack mv}: gives an object another key. */
@Command(
        name = "mv",
        header = "Renames a key.",
        description =
                "Gives an object another key, in one transaction. The value is not copied. With --prefix, all keys"
                        + " that begin with SOURCE begin with TARGET instead, also in one transaction.",
        footer = {
            "  bstack mv store.bstack draft.txt final.txt",
            "  bstack mv store.bstack --prefix 2023/ archive/2023/"
        })
final class MvCommand extends FileCommand {
    @Parameters(index = "1", paramLabel = "SOURCE", description = "the key")
    private Key source;

    @Parameters(index = "2", paramLabel = "TARGET", description = "the new key")
    private Key target;

    @Option(
            names = {"-f", "--force"},
            description = "replace what has the new key; without it, nothing is renamed if there is anything")
    private boolean force;

    @Option(names = "--prefix", description = "rename all keys that begin with SOURCE")
    private boolean prefix;

    @Override
    public Integer call() throws IOException {
        try (ObjectStore store = HeapFiles.openStore(file(), patience(), terminal())) {
            Renaming renaming = new Renaming(store, file());
            if (prefix) {
                renaming.ofPrefix(source, target, force);
            } else {
                renaming.of(source, target, force);
            }
        }
        return Bstack.DONE;
    }
}
