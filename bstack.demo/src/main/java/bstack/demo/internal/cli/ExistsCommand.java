package bstack.demo.internal.cli;

import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectStore;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bstack exists}: whether keys are there. */
@Command(
        name = "exists",
        header = "Tells whether keys are there.",
        description = "The exit code is 0 if all of the keys are there, and 1 if one is not. Nothing is printed.",
        footer = {"  bstack exists store.bstack notes/today && echo yes"})
final class ExistsCommand extends FileCommand {
    @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY", description = "the keys")
    private List<Key> keys;

    @Override
    public Integer call() throws IOException {
        try (ObjectStore store = HeapFiles.openStoreReadOnly(file(), patience())) {
            for (Key key : keys) {
                if (store.find(key).isEmpty()) {
                    return Bstack.FAILED;
                }
            }
        }
        return Bstack.DONE;
    }
}
