package bstack.demo.internal.files;

import bstack.demo.internal.store.ObjectAttributes;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.OptionalInt;

/**
 * The file that a value goes to.
 *
 * <p>A regular file under its own name, or none, is replaced as a whole. Whatever else the name is, a pipe, a device, a
 * link, what the process has open already, is not ours to replace: it is written to.
 */
public final class OutputFile {
    /** The number of standard output. */
    public static final int STANDARD_OUTPUT = 1;

    private static final int STANDARD_ERROR = 2;

    private final Path path;
    private final OptionalInt descriptor;

    /** What writes the value. */
    @FunctionalInterface
    public interface Content {
        /** Writes it. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Names the file. */
    public OutputFile(Path path) throws IOException {
        this.path = path;
        this.descriptor = Descriptor.numberOf(path);
    }

    /** {@return whether it is what this process has as its standard output} */
    public boolean isStandardOutput() {
        return descriptor.isPresent() && descriptor.getAsInt() == STANDARD_OUTPUT;
    }

    /** {@return whether it is replaced as a whole, rather than written to} */
    public boolean isReplaced() throws IOException {
        if (descriptor.isPresent()) {
            return false;
        }
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isRegularFile();
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /**
     * Replaces the file, or makes it. While it is written only its owner may read it; then it has the permissions that
     * the file had before, or those of the value if there was none.
     */
    public void replace(ObjectAttributes stored, Content content) throws IOException {
        Path place = path.toAbsolutePath();
        try (TemporaryFile temporary = TemporaryFile.in(FileNames.folderOf(place))) {
            try (OutputStream out = new NamedOutput(path, temporary.out())) {
                content.writeTo(out);
            }
            if (!FileFacts.copyAccess(place, temporary.path())) {
                FileFacts.setPermissions(temporary.path(), stored.permissionsOfCopy());
            }
            temporary.moveTo(place);
        }
    }

    /** Writes to what the name leads to. */
    public void write(ObjectAttributes stored, Content content) throws IOException {
        boolean isNew = descriptor.isEmpty() && Files.notExists(path);
        try (OutputStream out = new NamedOutput(path, open(isNew))) {
            content.writeTo(out);
        }
        if (isNew) {
            FileFacts.setPermissions(path.toRealPath(), stored.permissionsOfCopy());
        }
    }

    private OutputStream open(boolean isNew) throws IOException {
        if (isNew) {
            // A link that leads nowhere yet.
            return Channels.newOutputStream(Private.newFile(Descriptor.behindLinks(path)));
        }
        if (descriptor.isPresent()) {
            return descriptor.getAsInt() == STANDARD_ERROR
                    ? new FileOutputStream(FileDescriptor.err)
                    : new FileOutputStream(path.toFile(), true);
        }
        return Files.isRegularFile(path)
                ? Files.newOutputStream(path, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                : Files.newOutputStream(path, StandardOpenOption.WRITE);
    }
}
