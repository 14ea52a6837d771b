package bstack.collections.internal.tree;

import bstack.collections.internal.format.PageLayout;
import bstack.collections.internal.page.Damage;
import bstack.collections.internal.page.Page;
import bstack.collections.internal.page.PageFile;
import java.io.IOException;

/** Walks through all pages of a tree. */
final class TreeWalk {
    private final PageFile file;
    private final Values values;
    private final int tree;
    private long left;

    /**
     * Creates a walk.
     *
     * @param tree the tree
     * @param most how many pages it has; a page more is damage
     */
    TreeWalk(PageFile file, int tree, long most) {
        this.file = file;
        this.values = new Values(file);
        this.tree = tree;
        this.left = most;
    }

    /** Shows the slices of all pages and values from a page on. */
    void trace(long root, SliceVisitor visitor) throws IOException {
        trace(root, -1, visitor);
    }

    private void trace(long start, int level, SliceVisitor visitor) throws IOException {
        Page page = file.read(tree, start, level);
        if (left-- <= 0) {
            throw Damage.at(
                    file.heap(), start, "no more pages than the tree's header counts", "one more, or one twice");
        }
        visitor.visit(file.named(start, PageLayout.SIZE, "a page"), SliceVisitor.Part.PAGE, null);
        for (int i = 0; i < page.count(); i++) {
            int index = i;
            if (page.level() > 0) {
                trace(page.child(i), page.level() - 1, visitor);
            } else if (page.isReference(i)) {
                visitor.visit(values.slice(page, i), SliceVisitor.Part.VALUE, () -> page.key(index));
            }
        }
    }
}
