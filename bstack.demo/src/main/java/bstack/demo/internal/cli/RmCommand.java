package bstack.demo.internal.cli;

import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.text.Figures;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
    @Parameters(index = "1..*", arity = "0..*", paramLabel = "KEY", description = "the keys")
    private List<Key> keys = List.of();

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "instead of keys: all that begin with this")
    private @Nullable String prefix;

    @Override
    public Integer call() throws IOException {
        if (keys.isEmpty() == (prefix == null)) {
            throw wrongUsage(keys.isEmpty() ? "a KEY is missing, or --prefix" : "--prefix goes without a KEY");
        }
        try (ObjectStore store = HeapFiles.openStore(file(), patience(), terminal())) {
            if (prefix != null) {
                removePrefix(store, prefix);
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

    private void removePrefix(ObjectStore store, String beginning) throws IOException {
        long removed = store.removePrefix(Key.utf8(beginning));
        if (removed == 0) {
            throw new CommandFailure("there is no key that begins with '" + beginning + "' in " + file());
        }
        terminal().report("removed " + Figures.count(removed, "key"));
    }
}
