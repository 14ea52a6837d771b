package bstack.demo.internal.cli;

import bstack.demo.internal.files.Sources;
import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectAttributes;
import bstack.demo.internal.store.ObjectStore;
import java.io.IOException;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bstack append}: adds to a value, in one transaction. */
@Command(
        name = "append",
        header = "Adds to the end of a value.",
        description = "Adds a file, or what standard input gives, to the end of a key's value, in one transaction. The"
                + " value so far is not copied. If there is no such key, it is made.",
        footer = {"  date | bstack append store.bstack log", "  bstack append store.bstack log more.txt"})
final class AppendCommand extends FileCommand {
    @Parameters(index = "1", paramLabel = "KEY", description = "the key")
    private Key key;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "SOURCE",
            defaultValue = "-",
            description = "the file to add; '-' or nothing: standard input")
    private String source;

    @Override
    public Integer call() throws IOException {
        HeapFiles.checkExists(file());
        try (Sources.Prepared value = SourceArgument.prepare(source, this, "a folder, which has no bytes to add");
                ObjectStore store = HeapFiles.openStore(file(), patience(), terminal())) {
            if (store.find(key).isPresent()) {
                HeapFiles.value(store, key, file());
            }
            store.append(key, ObjectAttributes.ofValue(Instant.now()), value);
        }
        return Bstack.DONE;
    }
}
