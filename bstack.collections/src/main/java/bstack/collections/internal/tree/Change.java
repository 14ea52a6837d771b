package bstack.collections.internal.tree;

import bstack.collections.internal.format.PageLayout;
import bstack.collections.internal.page.Cells;
import bstack.collections.internal.page.Page;
import bstack.collections.internal.page.PageFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Replaces cells of a leaf, and what follows from it in the pages above.
 *
 * <ul>
 *   <li>A page that becomes too full gives cells to a neighbour under the same parent. If that is full as well, the two
 *       become three.
 *   <li>A cell after the last of all goes to a new page, and the page before it stays full.
 *   <li>A page that becomes less than half full takes in its neighbour, or is given cells of it. At the edges of the
 *       tree, where cells are taken away from the outside, it stays as it is until it is empty.
 *   <li>A root with one child gives its place to that.
 * </ul>
 *
 * <p>The first key of a page above the leaves is empty. Where its cells go to another page, that one takes the key by
 * which the parent names the page, and the other way round.
 */
final class Change {
    /** The least that a page has in use, unless it is at an edge, or its neighbour has only a little more. */
    private static final int LEAST = PageLayout.CAPACITY / 2;
    /** The most that each of two pages has in use after one has given to the other, or taken it in. */
    private static final int MOST = PageLayout.CAPACITY / 16 * 15;
    /** How much more its neighbour has in use if a page that is less than half full is given cells. */
    private static final int WORTHWHILE = PageLayout.CAPACITY / 4;

    private final PageFile file;
    private final TreeHeader header;
    private final Descent path;

    Change(PageFile file, TreeHeader header, Descent path) {
        this.file = file;
        this.header = header;
        this.path = path;
    }

    /** Puts a cell into a leaf, before the cell at an index. */
    void insert(int index, byte[] cell) throws IOException {
        replace(path.leafDepth(), index, index, List.of(cell));
    }

    /** Puts a cell in the place of another of a leaf. */
    void replace(int index, byte[] cell) throws IOException {
        replace(path.leafDepth(), index, index + 1, List.of(cell));
    }

    /** Removes a cell from a leaf. */
    void remove(int index) throws IOException {
        replace(path.leafDepth(), index, index + 1, List.of());
    }

    private void replace(int depth, int from, int to, List<byte[]> cells) throws IOException {
        Page old = path.page(depth);
        if (old.level() > 0 && from == 0 && cells.isEmpty() && to < old.count()) {
            replace(depth, from, to + 1, List.of(Cells.withKey(old.cellBytes(to), lowest())));
            return;
        }
        int more = size(cells);
        for (int i = from; i < to; i++) {
            more -= old.cellSize(i);
        }
        if (!old.fits(more)) {
            overflow(depth, from, to, cells);
            return;
        }
        boolean outside = (from == 0 && path.isFirst(depth)) || (to == old.count() && path.isLast(depth));
        Page page = file.toChange(old);
        page.remove(from, to);
        int at = from;
        for (byte[] cell : cells) {
            page.insert(at++, cell);
        }
        if (page.count() == 0) {
            emptied(depth, page);
        } else if (depth == 0 && page.level() > 0 && page.count() == 1) {
            lower(page);
        } else if (more < 0 && depth > 0 && !outside && page.used() < LEAST) {
            underflow(depth, page);
        }
    }

    private static int size(List<byte[]> cells) {
        int size = 0;
        for (byte[] cell : cells) {
            size += cell.length + PageLayout.SLOT;
        }
        return size;
    }

    // ---------------------------------------------------------------- too little

    private void emptied(int depth, Page page) throws IOException {
        free(page.start());
        if (depth == 0) {
            header.setRoot(0);
        } else {
            int index = path.index(depth - 1);
            replace(depth - 1, index, index + 1, List.of());
        }
    }

    /** The only child of the root, or the first below it that has several, becomes the root. */
    private void lower(Page root) throws IOException {
        Page page = root;
        while (page.level() > 0 && page.count() == 1) {
            long above = page.start();
            page = Descent.child(page, 0, file, header.tree());
            free(above);
        }
        header.setRoot(page.start());
    }

    private void underflow(int depth, Page page) throws IOException {
        Page parent = path.page(depth - 1);
        int index = path.index(depth - 1);
        boolean hasRight = index + 1 < parent.count();
        if (!hasRight && index == 0) {
            return;
        }
        int second = hasRight ? index + 1 : index;
        Page neighbour = Descent.child(parent, hasRight ? second : index - 1, file, header.tree());
        Page left = hasRight ? page : neighbour;
        Page right = hasRight ? neighbour : page;
        List<byte[]> cells = cells(left);
        cells.addAll(cells(right, parent.key(second)));
        if (size(cells) <= MOST) {
            Page joined = left == page ? page : file.toChange(left);
            for (byte[] cell : cells.subList(left.count(), cells.size())) {
                joined.insert(joined.count(), cell);
            }
            free(right.start());
            replace(depth - 1, second, second + 1, List.of());
        } else if (neighbour.used() - page.used() >= WORTHWHILE) {
            distribute(depth, second - 1, List.of(left, right), cells, 2);
        }
    }

    private void free(long start) throws IOException {
        file.free(start);
        header.addPages(-1);
    }

    // ---------------------------------------------------------------- too much

    private void overflow(int depth, int from, int to, List<byte[]> cells) throws IOException {
        Page old = path.page(depth);
        if (from == to && from == old.count() && path.isLast(depth)) {
            append(depth, old, cells);
            return;
        }
        List<byte[]> all = cells(old);
        List<byte[]> replaced = all.subList(from, to);
        replaced.clear();
        replaced.addAll(cells);
        if (depth == 0) {
            distribute(0, 0, List.of(old), all, 2);
            return;
        }
        Page parent = path.page(depth - 1);
        int index = path.index(depth - 1);
        Page right = index + 1 < parent.count() ? Descent.child(parent, index + 1, file, header.tree()) : null;
        int used = size(all);
        if (right != null && right.used() + used <= 2 * MOST) {
            all.addAll(cells(right, parent.key(index + 1)));
            distribute(depth, index, List.of(old, right), all, 2);
            return;
        }
        if (index > 0) {
            Page left = Descent.child(parent, index - 1, file, header.tree());
            if (right == null || left.used() + used <= 2 * MOST) {
                List<byte[]> before = cells(left);
                if (old.level() > 0) {
                    all.set(0, Cells.withKey(all.get(0), parent.key(index)));
                }
                before.addAll(all);
                distribute(depth, index - 1, List.of(left, old), before, left.used() + used <= 2 * MOST ? 2 : 3);
                return;
            }
        }
        if (right != null) {
            all.addAll(cells(right, parent.key(index + 1)));
            distribute(depth, index, List.of(old, right), all, 3);
        } else {
            distribute(depth, index, List.of(old), all, 2);
        }
    }

    /** Puts cells that come after all others into a page of their own. */
    private void append(int depth, Page last, List<byte[]> cells) throws IOException {
        byte[] key = Cells.key(cells.get(0));
        byte[] separator = last.level() > 0 ? key : Cells.between(last.key(last.count() - 1), key);
        Page added = create(last.level());
        fill(added, cells);
        List<byte[]> named = List.of(Cells.child(separator, added.start()));
        if (depth == 0) {
            grow(last, named);
        } else {
            int after = path.index(depth - 1) + 1;
            replace(depth - 1, after, after, named);
        }
    }

    private Page create(int level) throws IOException {
        header.addPages(1);
        return file.create(header.tree(), level);
    }

    /** Makes a root above the old one and its new neighbours. */
    private void grow(Page old, List<byte[]> named) throws IOException {
        Page root = create(old.level() + 1);
        root.insert(0, Cells.child(lowest(), old.start()));
        for (byte[] cell : named) {
            root.insert(root.count(), cell);
        }
        header.setRoot(root.start());
    }

    /**
     * Distributes cells evenly over pages.
     *
     * @param depth of the pages
     * @param index by which their parent names the first of them
     * @param old the pages that there are, next to each other
     * @param cells all their cells
     * @param least over how many pages; more if they do not suffice
     */
    private void distribute(int depth, int index, List<Page> old, List<byte[]> cells, int least) throws IOException {
        int[] ends = Distribution.of(cells, least);
        int level = old.get(0).level();
        List<byte[]> named = new ArrayList<>(ends.length - 1);
        int from = 0;
        for (int i = 0; i < ends.length; i++) {
            Page page = i < old.size() ? file.toChange(old.get(i)) : create(level);
            page.clear();
            fill(page, cells.subList(from, ends[i]));
            if (i > 0) {
                byte[] first = Cells.key(cells.get(from));
                byte[] separator = level > 0 ? first : Cells.between(Cells.key(cells.get(from - 1)), first);
                named.add(Cells.child(separator, page.start()));
            }
            from = ends[i];
        }
        if (depth == 0) {
            grow(old.get(0), named);
        } else {
            replace(depth - 1, index + 1, index + old.size(), named);
        }
    }

    /** Puts cells into a page that has none. */
    private static void fill(Page page, List<byte[]> cells) {
        for (byte[] cell : cells) {
            boolean named = page.level() > 0 && page.count() == 0;
            page.insert(page.count(), named ? Cells.withKey(cell, lowest()) : cell);
        }
    }

    /** {@return the cells of a page, the first with the key by which the parent names it} */
    private static List<byte[]> cells(Page page, byte[] key) {
        List<byte[]> cells = cells(page);
        if (page.level() > 0) {
            cells.set(0, Cells.withKey(cells.get(0), key));
        }
        return cells;
    }

    private static List<byte[]> cells(Page page) {
        List<byte[]> cells = new ArrayList<>(page.count() + 4);
        for (int i = 0; i < page.count(); i++) {
            cells.add(page.cellBytes(i));
        }
        return cells;
    }

    /** {@return the key below all others} */
    private static byte[] lowest() {
        return new byte[0];
    }
}
