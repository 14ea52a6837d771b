package bstack.demo.internal.cli;

import bstack.demo.internal.files.NamedOutput;
import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.store.ObjectType;
import bstack.demo.internal.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bstack get}: gives back a value, after checking it against its checksum. */
@Command(
        name = "get",
        header = "Writes a key's value to standard output or a file.",
        description =
                "Writes a key's value to standard output or to a file. The value is checked against its "
                        + "checksum first.",
        footer = {"  bstack get store.bstack notes/today", "  bstack get store.bstack photo.jpg -o /tmp/photo.jpg"})
final class GetCommand extends FileCommand {
    private static final int IN_MEMORY = 8 << 20;

    @Parameters(index = "1", paramLabel = "KEY", description = "the key")
    private Key key;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "TARGET",
            description = "the file to write; an existing one is replaced as a whole")
    private Path target;

    @Override
    public Integer call() throws IOException {
        try (ObjectStore store = HeapFiles.openStoreReadOnly(file())) {
            StoredObject object =
                    store.find(key).orElseThrow(() -> new CommandFailure("there is no key '" + key + "' in " + file()));
            if (object.attributes().type() == ObjectType.FOLDER) {
                throw new CommandFailure("'" + key + "' is a folder; 'bstack export' brings it back");
            }
            if (target == null) {
                print(store, object);
            } else {
                write(store, object);
            }
        }
        return Bstack.DONE;
    }

    private void print(ObjectStore store, StoredObject object) throws IOException {
        if (object.size() <= IN_MEMORY) {
            ByteArrayOutputStream value = new ByteArrayOutputStream((int) object.size());
            store.read(object, value);
            value.writeTo(out());
        } else {
            // What was printed cannot be taken back: so it is read twice, and printed the second time.
            store.read(object, OutputStream.nullOutputStream());
            store.read(object, out());
        }
        out().flush();
    }

    private void write(ObjectStore store, StoredObject object) throws IOException {
        if (Files.isDirectory(target)) {
            throw new CommandFailure(target + " is a folder");
        }
        if (Files.exists(target) && Files.isSameFile(target, file())) {
            throw new CommandFailure(target + " is the store itself, which would be lost: choose another target");
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            try (OutputStream device = Files.newOutputStream(target)) {
                store.read(object, OutputStream.nullOutputStream());
                store.read(object, device);
            }
            return;
        }
        Path place = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
        if (!Files.isDirectory(place.getParent())) {
            throw new CommandFailure(place.getParent() + ": no such folder");
        }
        Path temporary =
                place.resolveSibling(".bstack-get-" + ProcessHandle.current().pid() + ".tmp");
        try {
            try (OutputStream file = new NamedOutput(target, Files.newOutputStream(temporary))) {
                store.read(object, file);
            }
            Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
