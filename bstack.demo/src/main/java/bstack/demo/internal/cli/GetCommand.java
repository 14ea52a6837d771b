package bstack.demo.internal.cli;

import bstack.demo.internal.files.OutputFile;
import bstack.demo.internal.files.Spool;
import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.store.ObjectType;
import bstack.demo.internal.store.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bstack get}: gives back a value, after checking it against its checksum. */
@Command(
        name = "get",
        header = "Writes a key's value to standard output or a file.",
        description = "Writes a key's value to standard output or to a file. The value is checked against its "
                + "checksum first.",
        footer = {"  bstack get store.bstack notes/today", "  bstack get store.bstack photo.jpg -o /tmp/photo.jpg"})
final class GetCommand extends FileCommand {
    @Parameters(index = "1", paramLabel = "KEY", description = "the key")
    private Key key;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "TARGET",
            description = "the file to write; an existing one is replaced as a whole and keeps its permissions. A pipe,"
                    + " a device or a link is written to. '-' is standard output")
    private @Nullable Path target;

    @Override
    public Integer call() throws IOException {
        HeapFiles.checkExists(file());
        if (target == null || target.toString().equals("-")) {
            print();
            return Bstack.DONE;
        }
        OutputFile file = outputFile(target);
        if (file.isStandardOutput()) {
            print();
        } else if (file.isReplaced()) {
            try (ObjectStore store = HeapFiles.openStoreReadOnly(file(), patience())) {
                StoredObject object = find(store);
                file.replace(object.attributes(), out -> store.read(object, out));
            }
        } else {
            write(file);
        }
        return Bstack.DONE;
    }

    private StoredObject find(ObjectStore store) throws IOException {
        StoredObject object = store.find(key)
                .orElseThrow(() -> new CommandFailure("there is no key '" + key.name() + "' in " + file()));
        if (object.attributes().type() == ObjectType.FOLDER) {
            throw new CommandFailure("'" + key.name() + "' is a folder; 'bstack export' exports it");
        }
        return object;
    }

    private void print() throws IOException {
        try (Answer answer = newAnswer()) {
            try (ObjectStore store = HeapFiles.openStoreReadOnly(file(), patience())) {
                StoredObject object = find(store);
                answer.gather(out -> store.read(object, out), out());
            }
            answer.print(out());
        }
    }

    /** Writes to what may wait as long as it likes, a pipe say, and may not be there before its reader is. */
    private void write(OutputFile to) throws IOException {
        try (Spool spool = new Spool(file())) {
            StoredObject object;
            try (ObjectStore store = HeapFiles.openStoreReadOnly(file(), patience())) {
                object = find(store);
                store.read(object, spool);
            }
            to.write(object.attributes(), spool::copyTo);
        }
    }

    private OutputFile outputFile(Path target) throws IOException {
        if (Files.isDirectory(target)) {
            throw new CommandFailure(target + " is a folder");
        }
        if (Files.exists(target) && Files.isSameFile(target, file())) {
            throw new CommandFailure(target + " is the store itself, which would be lost: choose another target");
        }
        Path folder = target.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new CommandFailure(folder + ": no such folder");
        }
        return new OutputFile(target);
    }
}
