package bstack.demo.internal.cli;

import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Renames keys in a store; what cannot be renamed is said in a line. */
final class Renaming {
    private final ObjectStore store;
    private final Path file;

    Renaming(ObjectStore store, Path file) {
        this.store = store;
        this.file = file;
    }

    /** Renames one key. */
    void of(Key source, Key target, boolean force) throws IOException {
        switch (store.move(source, target, force)) {
            case NO_SOURCE -> throw new CommandFailure("there is no key '" + source.name() + "' in " + file);
            case TARGET_EXISTS ->
                throw new CommandFailure("there is a key '%s' in %s: nothing was renamed; --force replaces it"
                        .formatted(target.name(), file));
            case DONE -> {}
        }
    }

    /** Renames all keys that begin with a text, in one transaction. */
    void ofPrefix(Key source, Key target, boolean force) throws IOException {
        if (target.startsWith(source.bytes()) || source.startsWith(target.bytes())) {
            throw new CommandFailure("'%s' and '%s' begin with each other: rename to something else first"
                    .formatted(source.name(), target.name()));
        }
        long renamed = store.inTransaction(() -> {
            List<Key> keys = new ArrayList<>();
            store.visit(source.bytes(), object -> keys.add(object.key()));
            for (Key key : keys) {
                of(key, renamed(key, source, target), force);
            }
            return (long) keys.size();
        });
        if (renamed == 0) {
            throw new CommandFailure("there is no key that begins with '" + source.name() + "' in " + file);
        }
    }

    private static Key renamed(Key key, Key source, Key target) throws CommandFailure {
        byte[] bytes = key.bytes();
        ByteArrayOutputStream renamed = new ByteArrayOutputStream();
        renamed.writeBytes(target.bytes());
        renamed.writeBytes(Arrays.copyOfRange(bytes, source.bytes().length, bytes.length));
        if (renamed.size() > Key.MAX_LENGTH) {
            throw new CommandFailure("the new key of '%s' would have %d bytes, the most is %d: nothing was renamed"
                    .formatted(key.name(), renamed.size(), Key.MAX_LENGTH));
        }
        return Key.ofBytes(renamed.toByteArray());
    }
}
