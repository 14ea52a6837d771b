package bstack.demo.internal.cli;

import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.store.StoredObject;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bstack cat}: several values after each other. */
@Command(
        name = "cat",
        header = "Writes the values of several keys to standard output.",
        description =
                "Writes the values of the keys to standard output, one after the other. Each is checked against its"
                        + " checksum first; if a key is missing or a value is damaged, nothing is written.",
        footer = {
            "  bstack cat store.bstack head.html body.html",
            "  bstack ls -0 store.bstack log/ | xargs -0 bstack cat store.bstack --"
        })
final class CatCommand extends FileCommand {
    @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY", description = "the keys")
    private List<Key> keys;

    @Override
    public Integer call() throws IOException {
        try (Answer answer = newAnswer()) {
            try (ObjectStore store = HeapFiles.openStoreReadOnly(file(), patience())) {
                List<StoredObject> objects = new ArrayList<>();
                for (Key key : keys) {
                    objects.add(HeapFiles.value(store, key, file()));
                }
                answer.gather(out -> write(store, objects, out), out());
            }
            answer.print(out());
        }
        return Bstack.DONE;
    }

    private static void write(ObjectStore store, List<StoredObject> objects, OutputStream out) throws IOException {
        for (StoredObject object : objects) {
            store.read(object, out);
        }
    }
}
