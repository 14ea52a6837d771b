package bstack.demo.internal.files;

import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectAttributes;
import bstack.demo.internal.store.ObjectType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Everything below a folder, each folder before what is in it; links are not followed. */
final class FolderListing {
    private final Path self;
    private final byte[] prefix;
    private final Predicate<byte[]> excluded;
    private final BiConsumer<Path, IOException> skipped;
    private final List<Item> items = new ArrayList<>();
    private final Deque<Item> open = new ArrayDeque<>();

    /**
     * One file, folder or link.
     *
     * @param path where it is
     * @param key the name it gets in the store
     * @param attributes what it is
     * @param size the length of a file's content; 0 otherwise
     */
    record Item(Path path, Key key, ObjectAttributes attributes, long size) {}

    private FolderListing(Path self, byte[] prefix, Predicate<byte[]> excluded, BiConsumer<Path, IOException> skipped) {
        this.self = self;
        this.prefix = prefix;
        this.excluded = excluded;
        this.skipped = skipped;
    }

    /**
     * {@return what is below the folder}
     *
     * @param self a file that is left out
     * @param prefix what each key begins with, before the path below the folder
     * @param excluded which paths below the folder are left out, with all that is below them
     * @param skipped called with what could not be read, and why
     * @throws IOException if the folder itself cannot be read
     */
    static List<Item> of(
            Path folder, Path self, byte[] prefix, Predicate<byte[]> excluded, BiConsumer<Path, IOException> skipped)
            throws IOException {
        FolderListing listing = new FolderListing(self, prefix, excluded, skipped);
        listing.list(folder, new byte[0]);
        while (!listing.open.isEmpty()) {
            Item next = listing.open.pop();
            try {
                listing.list(next.path(), listing.below(next.key()));
            } catch (IOException e) {
                skipped.accept(next.path(), e);
            }
        }
        return listing.items;
    }

    private void list(Path folder, byte[] parent) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(children::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(children);
        for (Path child : children) {
            try {
                add(child, parent);
            } catch (IOException e) {
                skipped.accept(child, e);
            }
        }
    }

    /** {@return the path below the folder of which a key consists, after its prefix} */
    private byte[] below(Key key) {
        byte[] bytes = key.bytes();
        return Arrays.copyOfRange(bytes, prefix.length, bytes.length);
    }

    private void add(Path path, byte[] parent) throws IOException {
        byte[] below = below(parent, path);
        if (excluded.test(below)) {
            return;
        }
        Optional<ObjectAttributes> attributes = FileFacts.read(path, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isEmpty()) {
            throw new IOException("it is neither file, folder nor link");
        }
        ObjectType type = attributes.get().type();
        if (type == ObjectType.FILE && Files.isSameFile(path, self)) {
            return;
        }
        Item item = new Item(path, key(below), attributes.get(), type == ObjectType.FILE ? Files.size(path) : 0);
        items.add(item);
        if (type == ObjectType.FOLDER) {
            open.push(item);
        }
    }

    private static byte[] below(byte[] parent, Path path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(parent);
        if (parent.length > 0) {
            bytes.write('/');
        }
        bytes.writeBytes(FileNames.nameBytes(path));
        return bytes.toByteArray();
    }

    private Key key(byte[] below) throws IOException {
        int length = prefix.length + below.length;
        if (length > Key.MAX_LENGTH) {
            throw new IOException("its key would have %d bytes, the most is %d".formatted(length, Key.MAX_LENGTH));
        }
        byte[] key = Arrays.copyOf(prefix, length);
        System.arraycopy(below, 0, key, prefix.length, below.length);
        return Key.ofBytes(key);
    }
}
