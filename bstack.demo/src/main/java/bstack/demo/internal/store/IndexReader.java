package bstack.demo.internal.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A B+ tree of pages, read from its root: finds a key, and the leaf where a range of keys begins.
 *
 * <p>A tree of a million objects has three levels, so finding one costs three page reads. Depth is bounded by the level
 * that each page states: a child's is one less than its parent's.
 */
final class IndexReader {
    private final PageFile pages;
    private final long root;

    /** A page on the way down, and the cell that the way goes on by, or where the key is or would go. */
    record Step(Page page, int index) {}

    /** Entries of one leaf, and where the next leaf's keys begin; null after the last leaf. */
    record Run(List<StoredObject> objects, byte @Nullable [] next) {}

    IndexReader(PageFile pages, long root) {
        this.pages = pages;
        this.root = root;
    }

    /** {@return the way from the root to the leaf that holds the key, or would hold it} */
    List<Step> descend(byte[] key) throws IOException {
        List<Step> path = new ArrayList<>(4);
        Page page = pages.read(root, -1);
        while (page.level() > 0) {
            int index = page.childIndex(key);
            path.add(new Step(page, index));
            page = pages.read(page.child(index), page.level() - 1);
        }
        path.add(new Step(page, page.find(key)));
        return path;
    }

    /** {@return the entry of the key, if there is one} */
    Optional<StoredObject> find(byte[] key) throws IOException {
        return found(pages, descend(key));
    }

    /** {@return the entry that a way down has led to, if it is there} */
    static Optional<StoredObject> found(PageFile pages, List<Step> path) throws IOException {
        Step leaf = path.get(path.size() - 1);
        return leaf.index() < 0 ? Optional.empty() : Optional.of(entry(pages, leaf.page(), leaf.index()));
    }

    /** {@return the entries of the leaf that holds {@code from}, beginning with the first that is not below it} */
    Run run(byte[] from) throws IOException {
        List<Step> path = descend(from);
        Step leaf = path.get(path.size() - 1);
        List<StoredObject> objects = new ArrayList<>();
        for (int i = leaf.index() < 0 ? -leaf.index() - 1 : leaf.index();
                i < leaf.page().count();
                i++) {
            objects.add(entry(pages, leaf.page(), i));
        }
        byte @Nullable [] next = null;
        for (int depth = path.size() - 2; depth >= 0 && next == null; depth--) {
            Step step = path.get(depth);
            if (step.index() + 1 < step.page().count()) {
                next = step.page().key(step.index() + 1);
            }
        }
        if (next != null && Arrays.compareUnsigned(next, from) <= 0) {
            // Otherwise the way from leaf to leaf could be a circle.
            throw pages.damage(root, "keys that rise from leaf to leaf", "a leaf that begins below the one before");
        }
        return new Run(objects, next);
    }

    private static StoredObject entry(PageFile pages, Page leaf, int index) throws IOException {
        try {
            return EntryLayout.decode(leaf.cellBytes(index));
        } catch (IllegalArgumentException e) {
            throw pages.damage(leaf.start(), "an index entry in cell " + index, String.valueOf(e.getMessage()));
        }
    }
}
