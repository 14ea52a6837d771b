package bstack.demo.internal.cli;

import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.store.ObjectType;
import bstack.demo.internal.store.StoredObject;
import bstack.demo.internal.text.ByteText;
import bstack.demo.internal.text.KeyPattern;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which keys of a store are listed, and in which order. */
final class Listing {
    @Option(
            names = {"-1", "--level"},
            description = "only one level: of keys that go on after a slash, what is up to the slash, once")
    private boolean level;

    @Option(
            names = {"-g", "--glob"},
            paramLabel = "PATTERN",
            description =
                    "only keys whose part after PREFIX is like this: * is any text without a slash, ** any text, ?"
                            + " one character, [a-z] one of these")
    private @Nullable KeyPattern pattern;

    @Option(names = "--sort", paramLabel = "ORDER", description = "the order: ${COMPLETION-CANDIDATES}; key by default")
    private Order order = Order.key;

    @Option(names = "--reverse", description = "in the other direction")
    private boolean reverse;

    @Option(names = "--limit", paramLabel = "N", description = "no more than so many")
    private long limit = Long.MAX_VALUE;

    /** What a list is sorted by; the names are those of the command line. */
    enum Order {
        /** By the bytes of the keys. */
        key,
        /** The largest first. */
        size,
        /** The newest first. */
        time
    }

    /**
     * A line of a list.
     *
     * @param key the key, or what several have in common, up to a slash
     * @param object the object, or null if it stands for several
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Listed(byte[] key, @Nullable StoredObject object) {
        /** {@return the key as text} */
        String name() {
            return ByteText.of(key);
        }

        private long size() {
            return object == null ? -1 : object.size();
        }
    }

    /** Takes lines. */
    @FunctionalInterface
    interface Sink {
        /** Takes one. */
        void add(Listed line) throws IOException;
    }

    private interface Chain {
        boolean add(Listed line) throws IOException;
    }

    /** Lists keys that begin with these bytes. */
    void run(ObjectStore store, byte[] prefix, Sink sink) throws IOException {
        if (order == Order.key && !reverse) {
            long[] left = {limit};
            visit(store, prefix, line -> {
                if (left[0]-- <= 0) {
                    return false;
                }
                sink.add(line);
                return left[0] > 0;
            });
            return;
        }
        List<Listed> lines = new ArrayList<>();
        visit(store, prefix, lines::add);
        sort(lines);
        for (Listed line : lines.subList(0, (int) Math.min(limit, lines.size()))) {
            sink.add(line);
        }
    }

    private void sort(List<Listed> lines) {
        if (order != Order.key) {
            lines.sort(
                    order == Order.size
                            ? Comparator.comparingLong(Listed::size).reversed()
                            : Comparator.comparing(Listing::modified).reversed());
        }
        if (reverse) {
            Collections.reverse(lines);
        }
    }

    private static Instant modified(Listed line) {
        StoredObject object = line.object();
        return object == null ? Instant.MIN : object.attributes().modified();
    }

    private void visit(ObjectStore store, byte[] prefix, Chain chain) throws IOException {
        if (level) {
            visitLevel(store, prefix, chain);
            return;
        }
        store.walk(
                prefix,
                object -> !isWanted(object.key().bytes(), prefix)
                        || chain.add(new Listed(object.key().bytes(), object)));
    }

    private boolean isWanted(byte[] key, byte[] prefix) {
        return pattern == null || pattern.matches(ByteText.of(Arrays.copyOfRange(key, prefix.length, key.length)));
    }

    /** Goes from group to group, and so reads only one object of each. */
    private void visitLevel(ObjectStore store, byte[] prefix, Chain chain) throws IOException {
        byte[] from = prefix;
        boolean more = true;
        while (more) {
            Optional<StoredObject> next = store.first(from);
            if (next.isEmpty() || !next.get().key().startsWith(prefix)) {
                return;
            }
            byte[] key = next.get().key().bytes();
            int slash = slash(key, prefix.length);
            if (slash < 0) {
                from = Arrays.copyOf(key, key.length + 1);
                more = !isWanted(key, prefix) || chain.add(new Listed(key, next.get()));
            } else {
                byte[] group = Arrays.copyOf(key, slash + 1);
                from = group.clone();
                from[slash]++;
                more = !isWanted(group, prefix) || isFolder(store, group) || chain.add(new Listed(group, null));
            }
        }
    }

    /** {@return whether the folder is an object of its own, which is listed without the slash} */
    private static boolean isFolder(ObjectStore store, byte[] group) throws IOException {
        return group.length > 1
                && store.find(Key.ofBytes(Arrays.copyOf(group, group.length - 1)))
                        .filter(object -> object.attributes().type() == ObjectType.FOLDER)
                        .isPresent();
    }

    /** {@return where a slash is after which the key goes on, or ends; −1 if there is none} */
    private static int slash(byte[] key, int from) {
        for (int i = from; i < key.length; i++) {
            if (key[i] == '/') {
                return i;
            }
        }
        return -1;
    }
}
