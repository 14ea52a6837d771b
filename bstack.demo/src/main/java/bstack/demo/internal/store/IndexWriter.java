package bstack.demo.internal.store;

import bstack.demo.internal.store.IndexReader.Step;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * A B+ tree of pages, changed from its root: inserts, replaces and removes one entry.
 *
 * <p>A page that overflows is split in the middle of its bytes, but at its end if the tree grows at its end, so that
 * sorted keys fill their pages. A page that falls below a quarter is merged with a neighbour under the same parent
 * where both fit into one; an empty page is given back. Every change of a page is written before the method returns;
 * the whole belongs to the caller's transaction.
 */
final class IndexWriter {
    private static final int CAPACITY = Page.SIZE - Page.HEADER;
    private static final int UNDERFULL = CAPACITY / 4;

    private final PageFile pages;
    private long root;

    IndexWriter(PageFile pages, long root) {
        this.pages = pages;
        this.root = root;
    }

    /** {@return where the root page is now} */
    long root() {
        return root;
    }

    /** Makes {@code cell} the entry of the key, which it holds; {@code path} is the way to the key's place. */
    void put(List<Step> path, byte[] key, byte[] cell) throws IOException {
        Step leaf = path.get(path.size() - 1);
        if (leaf.index() >= 0) {
            leaf.page().overwrite(leaf.index(), cell);
            pages.write(leaf.page());
        } else {
            insert(path, path.size() - 1, -leaf.index() - 1, cell);
        }
    }

    private void insert(List<Step> path, int depth, int index, byte[] cell) throws IOException {
        Page page = path.get(depth).page();
        if (page.fits(cell.length)) {
            page.insert(index, cell);
            pages.write(page);
            return;
        }
        List<byte[]> cells = page.cells();
        cells.add(index, cell);
        boolean atTheEnd = index == page.count() && isRightmost(path, depth);
        int middle = atTheEnd ? cells.size() - 1 : middle(cells);
        Page right = pages.allocate(page.level());
        byte[] separator = separator(page.level(), cells.get(middle - 1), cells.get(middle));
        List<byte[]> upper = cells.subList(middle, cells.size());
        right.fill(upper);
        page.fill(cells.subList(0, middle));
        pages.write(page);
        pages.write(right);
        if (depth == 0) {
            Page top = pages.allocate(page.level() + 1);
            top.fill(List.of(Page.childCell(new byte[0], page.start()), Page.childCell(separator, right.start())));
            pages.write(top);
            root = top.start();
        } else {
            insert(path, depth - 1, path.get(depth - 1).index() + 1, Page.childCell(separator, right.start()));
        }
    }

    private static boolean isRightmost(List<Step> path, int depth) {
        return path.subList(0, depth).stream()
                .allMatch(s -> s.index() == s.page().count() - 1);
    }

    /** {@return how many of the cells make up the lower half of the bytes; at least one, and not all} */
    private static int middle(List<byte[]> cells) {
        int total = cells.stream().mapToInt(c -> c.length + Page.SLOT).sum();
        int lower = 0;
        int count = 0;
        while (lower < total / 2) {
            lower += cells.get(count++).length + Page.SLOT;
        }
        return Math.max(1, Math.min(count, cells.size() - 1));
    }

    /** {@return a key above everything in the lower page and above nothing in the upper one; short if it can be} */
    private static byte[] separator(int level, byte[] lower, byte[] upper) {
        byte[] upperKey = Page.keyOf(level, upper);
        if (level > 0) {
            return upperKey;
        }
        byte[] lowerKey = Page.keyOf(level, lower);
        return Arrays.copyOf(upperKey, Arrays.mismatch(lowerKey, upperKey) + 1);
    }

    /** Removes the entry that {@code path} leads to. */
    void remove(List<Step> path) throws IOException {
        Step leaf = path.get(path.size() - 1);
        leaf.page().remove(leaf.index());
        settle(path, path.size() - 1);
    }

    /** Writes a page from which a cell has gone, after giving it back or merging it if it has become too small. */
    private void settle(List<Step> path, int depth) throws IOException {
        Page page = path.get(depth).page();
        if (depth == 0) {
            settleRoot(page);
            return;
        }
        Step parent = path.get(depth - 1);
        if (page.count() == 0) {
            pages.free(page);
            parent.page().remove(parent.index());
            settle(path, depth - 1);
        } else if (page.used() < UNDERFULL && mergeWithNeighbour(page, parent)) {
            settle(path, depth - 1);
        } else {
            pages.write(page);
        }
    }

    /** A root above the leaves with a single child gives way to it; the empty tree is an empty leaf. */
    private void settleRoot(Page page) throws IOException {
        Page top = page;
        while (top.level() > 0 && top.count() == 1) {
            Page child = pages.read(top.child(0), top.level() - 1);
            pages.free(top);
            top = child;
        }
        if (top.level() > 0 && top.count() == 0) {
            pages.free(top);
            top = pages.allocate(0);
        }
        root = top.start();
        pages.write(top);
    }

    private boolean mergeWithNeighbour(Page page, Step parent) throws IOException {
        int index = parent.index();
        if (index + 1 < parent.page().count()) {
            Page right = pages.read(parent.page().child(index + 1), page.level());
            if (merge(page, right, parent.page(), index + 1)) {
                return true;
            }
        }
        if (index > 0) {
            Page left = pages.read(parent.page().child(index - 1), page.level());
            return merge(left, page, parent.page(), index);
        }
        return false;
    }

    /** Moves the right page's cells to the left one, if they fit, and takes the right page out of the parent. */
    private boolean merge(Page left, Page right, Page parent, int rightIndex) throws IOException {
        List<byte[]> cells = right.cells();
        if (right.level() > 0) {
            // The first key of an inner page says nothing; among other cells it has to be the true lower bound.
            cells.set(0, Page.childCell(parent.key(rightIndex), right.child(0)));
        }
        int added = cells.stream().mapToInt(c -> c.length + Page.SLOT).sum();
        if (left.used() + added > CAPACITY) {
            return false;
        }
        cells.addAll(0, left.cells());
        left.fill(cells);
        pages.write(left);
        pages.free(right);
        parent.remove(rightIndex);
        return true;
    }
}
