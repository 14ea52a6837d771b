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
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Everything below a folder, each folder before what is in it; links are not followed. */
final class FolderListing {
    private final Path self;
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

    private FolderListing(Path self, BiConsumer<Path, IOException> skipped) {
        this.self = self;
        this.skipped = skipped;
    }

    /**
     * {@return what is below the folder}
     *
     * @param self a file that is left out
     * @param skipped called with what could not be read, and why
     * @throws IOException if the folder itself cannot be read
     */
    static List<Item> of(Path folder, Path self, BiConsumer<Path, IOException> skipped) throws IOException {
        FolderListing listing = new FolderListing(self, skipped);
        listing.list(folder, new byte[0]);
        while (!listing.open.isEmpty()) {
            Item next = listing.open.pop();
            try {
                listing.list(next.path(), next.key().bytes());
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

    private void add(Path path, byte[] parent) throws IOException {
        Optional<ObjectAttributes> attributes = FileFacts.read(path, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isEmpty()) {
            throw new IOException("it is neither file, folder nor link");
        }
        ObjectType type = attributes.get().type();
        if (type == ObjectType.FILE && Files.isSameFile(path, self)) {
            return;
        }
        Item item = new Item(path, key(parent, path), attributes.get(), type == ObjectType.FILE ? Files.size(path) : 0);
        items.add(item);
        if (type == ObjectType.FOLDER) {
            open.push(item);
        }
    }

    private static Key key(byte[] parent, Path path) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(parent);
        if (parent.length > 0) {
            bytes.write('/');
        }
        bytes.writeBytes(FileNames.nameBytes(path));
        if (bytes.size() > Key.MAX_LENGTH) {
            throw new IOException(
                    "its key would have %d bytes, the most is %d".formatted(bytes.size(), Key.MAX_LENGTH));
        }
        return Key.ofBytes(bytes.toByteArray());
    }
}
