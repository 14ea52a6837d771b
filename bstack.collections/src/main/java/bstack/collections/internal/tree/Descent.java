package bstack.collections.internal.tree;

import bstack.collections.internal.page.Damage;
import bstack.collections.internal.page.Page;
import bstack.collections.internal.page.PageFile;
import bstack.core.BStackCorruptException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The way from the root to a leaf: the pages, and in each the cell by which the way goes on. In the leaf it is the cell
 * of the key, or −(where it would go) − 1.
 */
final class Descent {

    private final Page[] pages;
    private final int[] indexes;
    /** The number of pages on the way so far. */
    private int depth;

    private Descent(int levels) {
        this.pages = new Page[levels];
        this.indexes = new int[levels];
    }

    /** {@return the way to the leaf that has a key, or would have it} */
    static Descent to(byte[] key, PageFile file, TreeHeader header) throws IOException {
        return to(key, file, header, null);
    }

    /** {@return the same way; a leaf that has to be read from the file is read to a buffer} */
    static Descent to(byte[] key, PageFile file, TreeHeader header, byte @Nullable [] buffer) throws IOException {
        Descent path = from(file, header);
        while (path.last().level() > 0) {
            path.step(path.last().childIndex(key), file, header.tree(), buffer);
        }
        path.indexes[path.depth - 1] = path.last().find(key);
        return path;
    }

    /** {@return the way to the leaf with the highest keys below one; at least one leaf} */
    static Descent below(byte[] key, PageFile file, TreeHeader header, byte @Nullable [] buffer) throws IOException {
        Descent path = from(file, header);
        while (path.last().level() > 0) {
            Page page = path.last();
            int index = page.childIndex(key);
            // All keys of a child are at or above the key that names it.
            path.step(index > 0 && page.compareKey(index, key) == 0 ? index - 1 : index, file, header.tree(), buffer);
        }
        path.indexes[path.depth - 1] = path.last().find(key);
        return path;
    }

    /** {@return the way to the leaf with the highest keys} */
    static Descent toLast(PageFile file, TreeHeader header, byte @Nullable [] buffer) throws IOException {
        Descent path = from(file, header);
        while (path.last().level() > 0) {
            path.step(path.last().count() - 1, file, header.tree(), buffer);
        }
        path.indexes[path.depth - 1] = -path.last().count() - 1;
        return path;
    }

    private static Descent from(PageFile file, TreeHeader header) throws IOException {
        Page root;
        try {
            root = file.read(header.tree(), header.root(), -1);
        } catch (BStackCorruptException e) {
            throw Damage.inRange(e, lowest(), null);
        }
        Descent path = new Descent(root.level() + 1);
        path.pages[0] = root;
        path.depth = 1;
        return path;
    }

    private void step(int index, PageFile file, int tree, byte @Nullable [] buffer) throws IOException {
        Page page = last();
        indexes[depth - 1] = index;
        try {
            pages[depth] = child(page, index, file, tree, buffer);
        } catch (BStackCorruptException e) {
            throw Damage.inRange(e, low(depth), high(depth));
        }
        depth++;
    }

    /** {@return the child that a cell of a page names} */
    static Page child(Page page, int index, PageFile file, int tree) throws IOException {
        return child(page, index, file, tree, null);
    }

    private static Page child(Page page, int index, PageFile file, int tree, byte @Nullable [] buffer)
            throws IOException {
        if (index >= page.count()) {
            throw Damage.at(file.heap(), page.start(), "a page above the leaves", "one without cells");
        }
        return buffer != null && page.level() == 1
                ? file.readLeaf(tree, page.child(index), buffer)
                : file.read(tree, page.child(index), page.level() - 1);
    }

    private Page last() {
        return pages[depth - 1];
    }

    /** {@return the depth of the leaf, which is 0 if it is the root} */
    int leafDepth() {
        return depth - 1;
    }

    Page leaf() {
        return last();
    }

    Page page(int at) {
        return pages[at];
    }

    int index(int at) {
        return indexes[at];
    }

    /** {@return whether the page at a depth has no page to its left} */
    boolean isFirst(int at) {
        for (int i = 0; i < at; i++) {
            if (indexes[i] > 0) {
                return false;
            }
        }
        return true;
    }

    /** {@return whether the page at a depth has no page to its right} */
    boolean isLast(int at) {
        for (int i = 0; i < at; i++) {
            if (indexes[i] < pages[i].count() - 1) {
                return false;
            }
        }
        return true;
    }

    /** {@return the key at or above which all keys of the page at a depth are} */
    byte[] low(int at) {
        for (int i = at - 1; i >= 0; i--) {
            if (indexes[i] > 0) {
                return pages[i].key(indexes[i]);
            }
        }
        return lowest();
    }

    /** {@return the key below which all keys of the page at a depth are, or null if there is none} */
    byte @Nullable [] high(int at) {
        for (int i = at - 1; i >= 0; i--) {
            if (indexes[i] + 1 < pages[i].count()) {
                return pages[i].key(indexes[i] + 1);
            }
        }
        return null;
    }

    /** {@return the key below all others} */
    private static byte[] lowest() {
        return new byte[0];
    }
}
