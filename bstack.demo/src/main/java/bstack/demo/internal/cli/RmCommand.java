package bstack.demo.internal.cli;

import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.text.Figures;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bstack rm}: removes keys, in one transaction. */
@Command(
        name = "rm",
        header = "Removes keys.",
        description = "Removes keys and gives their space back. Several keys go in one transaction: if one of "
                + "them is not there, nothing is removed.",
        footer = {
            "  bstack rm store.bstack notes/today",
            "  bstack rm store.bstack --prefix tmp/",
            "  bstack ls -0 store.bstack tmp/ | xargs -0 bstack rm store.bstack --"
        })
final class RmCommand extends FileCommand {
    @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY", description = "the keys")
    private List<Key> keys;

    @Option(names = "--prefix", description = "remove all keys that begin with one of these")
    private boolean prefix;

    @Override
    public Integer call() throws IOException {
        try (ObjectStore store = HeapFiles.openStore(file(), patience(), terminal())) {
            if (prefix) {
                long removed = store.inTransaction(() -> removePrefixes(store));
                terminal().report("removed " + Figures.count(removed, "key"));
                return Bstack.DONE;
            }
            Optional<Key> missing = store.removeAll(keys);
            if (missing.isPresent()) {
                throw new CommandFailure("there is no key '" + missing.get().name() + "' in " + file()
                        + (keys.size() > 1 ? ": nothing was removed" : ""));
            }
        }
        return Bstack.DONE;
    }

    private long removePrefixes(ObjectStore store) throws IOException {
        long removed = 0;
        for (Key beginning : keys) {
            long some = store.removePrefix(beginning.bytes());
            if (some == 0) {
                throw new CommandFailure("there is no key that begins with '" + beginning.name() + "' in " + file()
                        + (keys.size() > 1 ? ": nothing was removed" : ""));
            }
            removed += some;
        }
        return removed;
    }
}
