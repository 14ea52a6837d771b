package bstack.demo.internal.cli;

import bstack.demo.internal.files.FileFacts;
import bstack.demo.internal.files.Sources;
import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectAttributes;
import bstack.demo.internal.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bstack put}: stores a value under a key, in one transaction. */
@Command(
        name = "put",
        header = "Stores a value under a key.",
        description = "Stores a file, or what standard input gives, under a key; an old value is replaced. When "
                + "the command returns, the value is durable; before that, the old one is there unchanged.",
        footer = {"  bstack put store.bstack notes/today notes.txt", "  date | bstack put store.bstack last-run"})
final class PutCommand extends FileCommand {
    @Parameters(index = "1", paramLabel = "KEY", description = "the key, 1 to 1024 bytes of UTF-8")
    private Key key;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "SOURCE",
            defaultValue = "-",
            description = "the file to store; '-' or nothing: standard input")
    private String source;

    @Option(names = "--if-absent", description = "fail if there is such a key, and leave its value as it is")
    private boolean ifAbsent;

    @Override
    public Integer call() throws IOException {
        HeapFiles.checkExists(file());
        try (Sources.Prepared value = SourceArgument.prepare(source, this, "a folder; 'bstack import' stores folders");
                Progress progress = new Progress(terminal());
                ObjectStore store = HeapFiles.openStore(file(), patience(), terminal())) {
            CountedSource counted = new CountedSource(value, progress);
            if (!ifAbsent) {
                store.put(key, attributes(), counted);
            } else if (!store.putIfAbsent(key, attributes(), counted)) {
                throw new CommandFailure("there is a key '" + key.name() + "' already: nothing was changed");
            }
        }
        return Bstack.DONE;
    }

    private ObjectAttributes attributes() throws IOException {
        ObjectAttributes unknown = ObjectAttributes.ofValue(Instant.now());
        return source.equals("-") ? unknown : FileFacts.read(Path.of(source)).orElse(unknown);
    }
}
