package bstack.demo.internal.files;

import bstack.core.BStackCorruptException;
import bstack.demo.internal.files.TransferListener.Totals;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.store.ObjectType;
import bstack.demo.internal.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The store's way out into a folder: each object becomes a file, folder or link of its key's name.
 *
 * <p>Nothing is written outside the folder: a key with {@code ..}, an absolute one, or one below what is not a real
 * folder is left out and reported. Files appear under their names whole, with their permission bits; folders get
 * theirs last, so that one that may not be written can be filled.
 */
public final class FolderExport {
    private final ObjectStore store;
    private final Path storeFile;
    private final Path folder;
    private final boolean force;
    private final TransferListener listener;
    private final List<Target> folders = new ArrayList<>();
    private final Set<Path> realFolders = new HashSet<>();
    private Totals totals = new Totals(0, 0, 0, 0);

    private record Target(StoredObject object, Path path) {}

    /** Thrown when files are in the way; nothing has been written. */
    public static final class InTheWayException extends IOException {
        private static final long serialVersionUID = 1L;

        InTheWayException(long count, Path first) {
            super(
                    count == 1
                            ? first + " exists already: nothing was written; --force replaces it"
                            : "%d files exist already, the first is %s: nothing was written; --force replaces them"
                                    .formatted(count, first));
        }
    }

    /**
     * Prepares an export.
     *
     * @param storeFile the store's own file, which is never replaced
     * @param folder where to; made if it is missing
     * @param force whether files and links that are there already are replaced
     */
    public FolderExport(
            ObjectStore store, Path storeFile, Path folder, boolean force, TransferListener listener) {
        this.store = store;
        this.storeFile = storeFile;
        this.folder = folder;
        this.force = force;
        this.listener = listener;
    }

    /**
     * {@return what has been exported}
     *
     * @param prefix which keys: those that begin with these bytes
     * @throws InTheWayException if files exist already, and this is not forced
     * @throws IOException if the store cannot be read, or the folder cannot be made
     */
    public Totals run(byte[] prefix) throws IOException {
        Path root = Files.exists(folder)
                ? folder.toRealPath()
                : folder.toAbsolutePath().normalize();
        List<Target> targets = targets(root, prefix);
        long bytes = targets.stream().mapToLong(t -> fileSize(t.object())).sum();
        totals = new Totals(0, 0, targets.size(), bytes);
        if (!force) {
            checkNothingInTheWay(targets);
        }
        Files.createDirectories(root);
        realFolders.add(root);
        for (Target target : targets) {
            try {
                write(target);
            } catch (BStackCorruptException | FileSystemException | UnsafeKeyException e) {
                listener.skipped(target.object().key().toString(), e);
                continue;
            }
            totals = totals.plus(fileSize(target.object()));
            listener.done(target.object().key(), totals);
        }
        for (Target target : folders.reversed()) {
            FileFacts.apply(target.object().attributes(), target.path());
        }
        return totals;
    }

    private static long fileSize(StoredObject object) {
        return object.attributes().type() == ObjectType.FILE ? object.size() : 0;
    }

    private List<Target> targets(Path root, byte[] prefix) throws IOException {
        List<Target> targets = new ArrayList<>();
        store.visit(prefix, object -> {
            try {
                targets.add(new Target(object, FileNames.resolve(root, object.key())));
            } catch (UnsafeKeyException e) {
                listener.skipped(object.key().toString(), e);
            }
        });
        return targets;
    }

    private static void checkNothingInTheWay(List<Target> targets) throws InTheWayException {
        List<Path> existing = targets.stream()
                .filter(t -> t.object().attributes().type() != ObjectType.FOLDER)
                .map(Target::path)
                .filter(p -> Files.exists(p, LinkOption.NOFOLLOW_LINKS))
                .toList();
        if (!existing.isEmpty()) {
            throw new InTheWayException(existing.size(), existing.getFirst());
        }
    }

    private void write(Target target) throws IOException {
        makeRealFolder(target.path().getParent());
        switch (target.object().attributes().type()) {
            case FOLDER -> {
                makeRealFolder(target.path());
                folders.add(target);
            }
            case LINK -> writeLink(target);
            case FILE -> writeFile(target);
        }
    }

    /** Makes sure that a path below the root is a folder and no link to one, all the way from the root. */
    private void makeRealFolder(Path path) throws IOException {
        if (realFolders.contains(path)) {
            return;
        }
        makeRealFolder(path.getParent());
        try {
            Files.createDirectory(path);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileSystemException(
                        path.toString(), null, "it is not a folder, so nothing is written below it");
            }
        }
        realFolders.add(path);
    }

    private void writeFile(Target target) throws IOException {
        Path temporary = temporaryBeside(target.path());
        try {
            try (OutputStream out = new NamedOutput(
                    target.path(),
                    Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
                store.read(target.object(), out);
            }
            FileFacts.apply(target.object().attributes(), temporary);
            moveIntoPlace(temporary, target.path());
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void writeLink(Target target) throws IOException {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        store.read(target.object(), value);
        Path temporary = temporaryBeside(target.path());
        try {
            Files.createSymbolicLink(temporary, FileNames.path(value.toByteArray()));
            FileFacts.applyToLink(target.object().attributes(), temporary);
            moveIntoPlace(temporary, target.path());
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw new FileSystemException(target.path().toString(), null, "it cannot be a link here");
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static Path temporaryBeside(Path path) {
        return path.resolveSibling(".bstack-export-" + ProcessHandle.current().pid() + ".tmp");
    }

    private void moveIntoPlace(Path temporary, Path path) throws IOException {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Files.isSameFile(path, storeFile)) {
            throw new FileSystemException(path.toString(), null, "it is the store itself");
        }
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(path.toString(), null, "a folder is in the way");
        }
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    }
}
