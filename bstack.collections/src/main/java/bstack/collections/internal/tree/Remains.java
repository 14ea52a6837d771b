package bstack.collections.internal.tree;

import bstack.collections.internal.page.Page;
import bstack.collections.internal.page.PageFile;
import bstack.core.BStackCorruptException;
import java.io.IOException;

/**
 * Frees the pages and values below a page that no tree names any more, some at a time, from the end to the beginning.
 * What is left is a tree of the same root. What is below a damaged page cannot be found, and stays allocated.
 */
public final class Remains {
    private final PageFile file;
    private final Values values;
    private final int tree;
    /** How many slices may still be freed. */
    private int budget;

    private Remains(PageFile file, int tree, int budget) {
        this.file = file;
        this.values = new Values(file);
        this.tree = tree;
        this.budget = budget;
    }

    /**
     * Frees some of the slices, within a transaction.
     *
     * @param file the pages
     * @param tree the tree to which they belonged
     * @param root the page
     * @param most about how many slices are freed at most
     * @return whether all are freed
     */
    public static boolean free(PageFile file, int tree, long root, int most) throws IOException {
        return new Remains(file, tree, most).free(root, -1);
    }

    private boolean free(long start, int level) throws IOException {
        Page page;
        try {
            page = file.read(tree, start, level);
        } catch (BStackCorruptException e) {
            return true;
        }
        int left = page.count();
        while (left > 0 && budget > 0 && freeCell(page, left - 1)) {
            left--;
        }
        if (left == 0) {
            file.free(start);
            budget--;
            return true;
        }
        if (left < page.count()) {
            file.toChange(page).remove(left, page.count());
        }
        return false;
    }

    private boolean freeCell(Page page, int index) throws IOException {
        if (page.level() > 0) {
            return free(page.child(index), page.level() - 1);
        }
        if (page.isReference(index)) {
            values.free(page, index);
            budget--;
        }
        return true;
    }
}
