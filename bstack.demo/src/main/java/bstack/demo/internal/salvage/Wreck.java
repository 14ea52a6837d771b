package bstack.demo.internal.salvage;

import bstack.collections.StoredPart;
import bstack.collections.StoredPart.Cell;
import bstack.collections.StoredPart.Kind;
import bstack.collections.StoredPart.Name;
import bstack.collections.StoredPart.Node;
import bstack.collections.StoredPart.Root;
import bstack.core.BStack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What can be found of the structures in a payload without its allocator: all headers and pages with their checksums, and
 * names from the pages of directories.
 *
 * <p>The entries of a structure are those that its header and pages lead to. Where a page is damaged, its place is taken by
 * leaves of the same structure that lie in the range of keys that is missing, and to which nothing else leads. Those may be
 * older than the last change: a page keeps its bytes when it is freed. They are reported.
 */
final class Wreck {
    private final BStack stack;
    private final Map<Long, Root> roots = new HashMap<>();
    private final Map<Integer, List<Leaf>> leaves = new HashMap<>();
    private final Map<Integer, List<Long>> tops = new HashMap<>();
    private final Map<Integer, Integer> levels = new HashMap<>();
    private final Map<String, Name> names = new LinkedHashMap<>();

    /** Where a leaf is, and its first key. */
    private record Leaf(long start, byte[] first) {}

    /** A cell of a leaf to which nothing leads, and the leaf's stamp. */
    private record Found(Cell cell, long stamp) {
        /** Stamps that are nearer than this were given by one process, in their order. */
        private static final long ONE_PROCESS = 1L << 40;

        Found newer(Found other) {
            long ahead = other.stamp - stamp;
            return ahead > 0 && ahead < ONE_PROCESS ? other : this;
        }
    }

    /** Is told what cannot be saved. */
    @FunctionalInterface
    interface Losses {
        /** Takes a loss, as a clause, and where in the payload it is. */
        void lost(long offset, String what) throws IOException;
    }

    private Wreck(BStack stack) {
        this.stack = stack;
    }

    /** {@return what is found in the payload of a stack} */
    static Wreck of(BStack stack, LongConsumer progress) throws IOException {
        Wreck wreck = new Wreck(stack);
        List<Node> directoryLeaves = new ArrayList<>();
        StoredPart.scan(
                stack,
                part -> {
                    if (part instanceof Root root) {
                        wreck.roots.put(root.start(), root);
                    } else if (part instanceof Node node) {
                        wreck.add(node, directoryLeaves);
                    }
                },
                (done, total) -> {
                    progress.accept(done);
                    return true;
                });
        wreck.nameAll(directoryLeaves);
        return wreck;
    }

    private void add(Node node, List<Node> directoryLeaves) {
        int level = levels.getOrDefault(node.tree(), -1);
        if (node.level() > level) {
            levels.put(node.tree(), node.level());
            tops.put(node.tree(), new ArrayList<>());
        }
        if (node.level() >= level) {
            tops.computeIfAbsent(node.tree(), tree -> new ArrayList<>()).add(node.start());
        }
        if (node.level() == 0 && !node.cells().isEmpty()) {
            leaves.computeIfAbsent(node.tree(), tree -> new ArrayList<>())
                    .add(new Leaf(node.start(), node.cells().get(0).key()));
            if (node.cells().stream().anyMatch(cell -> Name.of(cell) != null)) {
                directoryLeaves.add(node);
            }
        }
    }

    /** Finds names; those of the directory that the heap's first bytes name come first, and are not replaced. */
    private void nameAll(List<Node> directoryLeaves) throws IOException {
        Root directory = stack.length() < Long.BYTES ? null : roots.get(stack.getLong(0));
        int tree = directory != null && directory.kind() == Kind.DIRECTORY ? directory.tree() : 0;
        directoryLeaves.sort(Comparator.comparingInt(node -> directory != null && node.tree() == tree ? 0 : 1));
        Set<Integer> known = new HashSet<>();
        for (Node leaf : directoryLeaves) {
            for (Cell cell : leaf.cells()) {
                Name name = Name.of(cell);
                if (name != null && isThere(name) && known.add((int) name.id())) {
                    names.putIfAbsent(names.containsKey(name.name()) ? nameless((int) name.id()) : name.name(), name);
                }
            }
        }
        for (Root root : roots.values()) {
            if (root.kind() != Kind.DIRECTORY && root.entries() > 0 && known.add(root.tree())) {
                List<String> codecs = root.kind() == Kind.MAP ? List.of("bytes", "bytes") : List.of("bytes");
                String name = nameless(root.tree());
                names.put(name, new Name(name, root.kind(), root.start(), root.id(), codecs));
            }
        }
    }

    /** {@return what stands in for a name that is lost: one that nothing has} */
    private static String nameless(int tree) {
        return "recovered-%08x".formatted(tree);
    }

    /** {@return whether anything of a structure is left: an old directory may name what was dropped} */
    private boolean isThere(Name name) {
        Root root = roots.get(name.header());
        return root != null && root.id() == name.id() || leaves.containsKey((int) name.id());
    }

    /** {@return the structures, by the names that they get} */
    Map<String, Name> names() {
        return names;
    }

    /** Shows what is sound of a structure, in the order of keys. */
    void save(Name name, Entries entries, Losses losses) throws IOException {
        new Walk((int) name.id(), entries, losses).run(roots.get(name.header()), name);
    }

    /** The walk over one structure. */
    private final class Walk {
        private final int tree;
        private final Entries entries;
        private final Losses losses;
        private final Set<Long> reached = new HashSet<>();
        private @Nullable NavigableMap<byte[], List<Leaf>> orphans;

        Walk(int tree, Entries entries, Losses losses) {
            this.tree = tree;
            this.entries = entries;
            this.losses = losses;
        }

        void run(@Nullable Root root, Name name) throws IOException {
            long start;
            if (root != null && root.id() == name.id()) {
                start = root.root();
                if (start == 0) {
                    return;
                }
            } else {
                losses.lost(name.header(), "the header is damaged; its pages are found by their marks");
                start = onlyTop();
            }
            reach(start, -1, new HashSet<>());
            walk(start, -1, new byte[0], null);
        }

        /** {@return the start of the highest page, if there is just one; else 0} */
        private long onlyTop() {
            List<Long> highest = tops.getOrDefault(tree, List.of());
            return highest.size() == 1 ? highest.get(0) : 0;
        }

        private @Nullable Node node(long start, int level) throws IOException {
            return StoredPart.at(stack, start) instanceof Node node
                            && node.tree() == tree
                            && (level < 0 || node.level() == level)
                    ? node
                    : null;
        }

        /** Notes to which pages the header leads. */
        private void reach(long start, int level, Set<Long> visited) throws IOException {
            Node node = node(start, level);
            if (node == null || !visited.add(start)) {
                return;
            }
            reached.add(start);
            for (Cell cell : node.level() > 0 ? node.cells() : List.<Cell>of()) {
                reach(cell.child(), node.level() - 1, visited);
            }
        }

        private void walk(long start, int level, byte[] low, byte @Nullable [] high) throws IOException {
            Node node = node(start, level);
            if (node == null || level >= 0 && !isWithin(node, low, high)) {
                replace(start, low, high);
                return;
            }
            List<Cell> cells = node.cells();
            for (int i = 0; i < cells.size(); i++) {
                Cell cell = cells.get(i);
                if (node.level() == 0) {
                    take(cell);
                } else {
                    byte[] end = i + 1 < cells.size() ? cells.get(i + 1).key() : high;
                    walk(cell.child(), node.level() - 1, i == 0 ? low : cell.key(), end);
                }
            }
        }

        private boolean isWithin(Node node, byte[] low, byte @Nullable [] high) {
            if (node.cells().isEmpty()) {
                return false;
            }
            byte[] first = node.cells().get(0).key();
            byte[] last = node.cells().get(node.cells().size() - 1).key();
            return (node.level() > 0 || Arrays.compareUnsigned(first, low) >= 0)
                    && (high == null || Arrays.compareUnsigned(last, high) < 0);
        }

        /** Shows what leaves to which nothing leads have of a range of keys. */
        private void replace(long start, byte[] low, byte @Nullable [] high) throws IOException {
            TreeMap<byte[], Found> found = new TreeMap<>(Arrays::compareUnsigned);
            int pages = 0;
            // A leaf that belongs into the range begins in it: the page above it named its first key, or a lower one.
            NavigableMap<byte[], List<Leaf>> within =
                    high == null ? orphans().tailMap(low, true) : orphans().subMap(low, true, high, false);
            for (List<Leaf> each : within.values()) {
                for (Leaf leaf : each) {
                    pages += collect(leaf, high, found) ? 1 : 0;
                }
            }
            losses.lost(
                    start,
                    found.isEmpty()
                            ? "a page is damaged, and with it its entries"
                            : ("a page is damaged; %d entries of its range are saved from %d pages to which nothing leads,"
                                            + " and may be old")
                                    .formatted(found.size(), pages));
            for (Found each : found.values()) {
                take(each.cell());
            }
        }

        private boolean collect(Leaf leaf, byte @Nullable [] high, Map<byte[], Found> found) throws IOException {
            Node node = node(leaf.start(), 0);
            boolean any = false;
            for (Cell cell : node == null ? List.<Cell>of() : node.cells()) {
                if ((high == null || Arrays.compareUnsigned(cell.key(), high) < 0) && isSound(cell)) {
                    found.merge(cell.key(), new Found(cell, stampOf(node)), Found::newer);
                    any = true;
                }
            }
            return any;
        }

        private static long stampOf(@Nullable Node node) {
            return node == null ? 0 : node.stamp();
        }

        /** {@return the leaves to which nothing leads, by their first keys} */
        private NavigableMap<byte[], List<Leaf>> orphans() {
            NavigableMap<byte[], List<Leaf>> all = orphans;
            if (all == null) {
                all = new TreeMap<>(Arrays::compareUnsigned);
                for (Leaf leaf : leaves.getOrDefault(tree, List.of())) {
                    if (!reached.contains(leaf.start())) {
                        all.computeIfAbsent(leaf.first(), first -> new ArrayList<>())
                                .add(leaf);
                    }
                }
                orphans = all;
            }
            return all;
        }

        private boolean isSound(Cell cell) throws IOException {
            return !cell.isApart() || value(cell) != null;
        }

        private void take(Cell cell) throws IOException {
            byte[] value = value(cell);
            if (value == null) {
                losses.lost(
                        cell.valueStart(),
                        "a value of %d bytes is damaged, of the key with the bytes %s"
                                .formatted(
                                        cell.valueLength(),
                                        java.util.HexFormat.of().formatHex(cell.key())));
            } else {
                entries.entry(cell.key(), value);
            }
        }

        private byte @Nullable [] value(Cell cell) throws IOException {
            if (cell.value() != null) {
                return cell.value();
            }
            long end = cell.valueStart() + cell.valueLength();
            if (cell.valueStart() < 0 || end > stack.length() || end < cell.valueStart()) {
                return null;
            }
            byte[] value = stack.get(cell.valueStart(), end);
            CRC32C crc = new CRC32C();
            crc.update(ByteBuffer.wrap(value));
            return (int) crc.getValue() == cell.checksum() ? value : null;
        }
    }
}
