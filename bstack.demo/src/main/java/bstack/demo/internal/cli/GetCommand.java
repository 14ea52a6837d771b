package bstack.demo.internal.cli;

import bstack.demo.internal.files.OutputFile;
import bstack.demo.internal.files.Spool;
import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.store.StoredObject;
import bstack.demo.internal.text.Figures;
import java.io.IOException;
import java.io.OutputStream;
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

    @Option(
            names = {"-r", "--range"},
            paramLabel = "RANGE",
            description =
                    "only some bytes, counted from 0: 100-199, from the first to the last; 100- up to the end; -50"
                            + " the last fifty. Only what is read is checked, if the value has more than 256 KiB")
    private @Nullable ByteSpan range;

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
                file.replace(object.attributes(), out -> read(store, object, out));
            }
        } else {
            write(file);
        }
        return Bstack.DONE;
    }

    private StoredObject find(ObjectStore store) throws IOException {
        return HeapFiles.value(store, key, file());
    }

    /** Writes what is asked for of a value. */
    private void read(ObjectStore store, StoredObject object, OutputStream to) throws IOException {
        try (Progress progress = new Progress(terminal())) {
            long size = object.size();
            if (range == null) {
                store.read(object, new CountingOutput(to, progress, size));
            } else if (range.from(size) > size) {
                throw new CommandFailure("'%s' has %s, and none from %d on"
                        .formatted(key.name(), Figures.count(size, "byte"), range.from(size)));
            } else {
                OutputStream counting = new CountingOutput(to, progress, range.to(size) - range.from(size));
                store.read(object, range.from(size), range.to(size), counting);
            }
        }
    }

    private void print() throws IOException {
        try (Answer answer = newAnswer()) {
            try (ObjectStore store = HeapFiles.openStoreReadOnly(file(), patience())) {
                StoredObject object = find(store);
                answer.gather(out -> read(store, object, out), out());
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
                read(store, object, spool);
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
