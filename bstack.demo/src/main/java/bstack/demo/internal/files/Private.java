package bstack.demo.internal.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Files and folders that are new and only their owner's, from the moment on when they are there. */
final class Private {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private Private() {}

    private static FileAttribute<?>[] only(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /**
     * {@return a new file of mode 0600, open for reading and writing}
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is anything of that name, a link included
     */
    static FileChannel newFile(Path path, OpenOption... more) throws IOException {
        Set<OpenOption> options = new HashSet<>(List.of(more));
        options.addAll(List.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
        return FileChannel.open(path, options, only("rw-------"));
    }

    /**
     * Makes a folder of mode 0700.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is anything of that name, a link included
     */
    static void newFolder(Path path) throws IOException {
        Files.createDirectory(path, only("rwx------"));
    }
}
