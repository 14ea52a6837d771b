package bstack.demo.internal.files;

import bstack.core.BStackCorruptException;
import bstack.demo.internal.files.TransferListener.Totals;
import bstack.demo.internal.store.ObjectAttributes;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The store's way out into a folder: each object becomes a file, folder or link of its key's name.
 *
 * <p>Nothing is written outside the folder: a key with {@code ..}, an absolute one, or one below what is not a real
 * folder is left out and reported. Files appear under their names whole, with their permission bits; until then only
 * their owner may read them. New folders are their owner's alone until everything is in them. Set-user-id and
 * set-group-id, which would make a file act for whoever exports it, are given only if that is asked for.
 */
public final class FolderExport {
    private final ObjectStore store;
    private final Path storeFile;
    private final Path folder;
    private final boolean force;
    private final TransferListener listener;
    /** The folders that are still to get their permissions, outer ones first. */
    private final Map<Path, Optional<ObjectAttributes>> unfinished = new LinkedHashMap<>();

    private final Set<Path> realFolders = new HashSet<>();
    private boolean keepsPrivileges;
    private long privilegesDropped;
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
    public FolderExport(ObjectStore store, Path storeFile, Path folder, boolean force, TransferListener listener) {
        this.store = store;
        this.storeFile = storeFile;
        this.folder = folder;
        this.force = force;
        this.listener = listener;
    }

    /** Gives files and folders their set-user-id and set-group-id bits, too. */
    public void keepPrivileges() {
        keepsPrivileges = true;
    }

    /** {@return from how many files and folders set-user-id or set-group-id have been taken} */
    public long privilegesDropped() {
        return privilegesDropped;
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
        makeRoot(root);
        for (Target target : targets) {
            try {
                write(target);
            } catch (BStackCorruptException | FileSystemException | UnsafeKeyException e) {
                listener.skipped(target.object().key().name(), e);
                continue;
            }
            totals = totals.plus(fileSize(target.object()));
            listener.done(target.object().key(), totals);
        }
        finishFolders();
        return totals;
    }

    private void makeRoot(Path root) throws IOException {
        if (root.getParent() != null) {
            Files.createDirectories(root.getParent());
        }
        if (!Files.isDirectory(root)) {
            Private.newFolder(root);
            unfinished.put(root, Optional.empty());
        }
        realFolders.add(root);
    }

    private void finishFolders() {
        List<Map.Entry<Path, Optional<ObjectAttributes>>> innerFirst = new ArrayList<>(unfinished.entrySet());
        Collections.reverse(innerFirst);
        for (Map.Entry<Path, Optional<ObjectAttributes>> folder : innerFirst) {
            Path path = folder.getKey();
            Optional<ObjectAttributes> stored = folder.getValue();
            try {
                if (stored.isPresent()) {
                    FileFacts.apply(granted(stored.get()), path);
                } else {
                    FileFacts.setPermissions(path, permissionsOfNewFolders(path));
                }
            } catch (IOException e) {
                listener.skipped(FileNames.text(path), e);
            }
        }
    }

    /** {@return the permission bits that a new folder gets inside this one unless others are asked for} */
    private static int permissionsOfNewFolders(Path parent) throws IOException {
        try (TemporaryFile folder = TemporaryFile.named(parent, Files::createDirectory)) {
            return FileFacts.permissionsOfFolder(folder.path());
        }
    }

    private ObjectAttributes granted(ObjectAttributes stored) {
        ObjectAttributes unprivileged = stored.unprivileged();
        if (keepsPrivileges || unprivileged.equals(stored)) {
            return stored;
        }
        privilegesDropped++;
        return unprivileged;
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
                listener.skipped(object.key().name(), e);
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
            throw new InTheWayException(existing.size(), existing.get(0));
        }
    }

    private void write(Target target) throws IOException {
        makeRealFolder(FileNames.folderOf(target.path()));
        switch (target.object().attributes().type()) {
            case FOLDER -> {
                makeRealFolder(target.path());
                unfinished.put(target.path(), Optional.of(target.object().attributes()));
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
        makeRealFolder(FileNames.folderOf(path));
        try {
            Private.newFolder(path);
            unfinished.put(path, Optional.empty());
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileSystemException(
                        path.toString(), null, "it is not a folder, so nothing is written below it");
            }
        }
        realFolders.add(path);
    }

    private void writeFile(Target target) throws IOException {
        try (TemporaryFile temporary = TemporaryFile.in(FileNames.folderOf(target.path()))) {
            try (OutputStream out = new NamedOutput(target.path(), temporary.out())) {
                store.read(target.object(), out);
            }
            FileFacts.apply(granted(target.object().attributes()), temporary.path());
            moveIntoPlace(temporary, target.path());
        }
    }

    private void writeLink(Target target) throws IOException {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        store.read(target.object(), value);
        Path folder = FileNames.folderOf(target.path());
        try (TemporaryFile temporary = TemporaryFile.named(
                folder, path -> Files.createSymbolicLink(path, FileNames.path(value.toByteArray())))) {
            FileFacts.applyToLink(target.object().attributes(), temporary.path());
            moveIntoPlace(temporary, target.path());
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw new FileSystemException(target.path().toString(), null, "it cannot be a link here");
        }
    }

    private void moveIntoPlace(TemporaryFile temporary, Path path) throws IOException {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Files.isSameFile(path, storeFile)) {
            throw new FileSystemException(path.toString(), null, "it is the store itself");
        }
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(path.toString(), null, "a folder is in the way");
        }
        temporary.moveTo(path);
    }
}
