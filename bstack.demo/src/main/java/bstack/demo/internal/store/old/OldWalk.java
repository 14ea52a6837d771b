package bstack.demo.internal.store.old;

import bstack.core.BStackCorruptException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A walk through all that is left of an old store. It checks pages and the order of keys, and goes on after damage. */
public final class OldWalk {
    /** The size of a page in bytes. */
    public static final int PAGE_SIZE = OldPage.SIZE;

    private static final byte[] LOWEST = {};

    private final OldStore store;
    private final Visitor visitor;
    private final Set<Long> seen = new HashSet<>();

    /** Takes what the walk comes to; each method does nothing as it is. */
    public interface Visitor {
        /** Takes a page, by where it begins. */
        default void page(long start) throws IOException {}

        /** Takes an object's entry. */
        default void entry(OldEntry entry) throws IOException {}

        /** Takes damage; this default throws it. */
        default void damage(BStackCorruptException damage) throws IOException {
            throw damage;
        }
    }

    /** Prepares a walk. */
    public OldWalk(OldStore store, Visitor visitor) {
        this.store = store;
        this.visitor = visitor;
    }

    /** Walks; {@return whether all could be read} */
    public boolean run() throws IOException {
        return walk(store.catalog().root(), -1, LOWEST, null);
    }

    /** {@return how many pages it has come to} */
    public long pages() {
        return seen.size();
    }

    private boolean walk(long start, int level, byte[] lowest, byte @Nullable [] bound) throws IOException {
        OldPage page;
        try {
            if (!seen.add(start)) {
                throw OldDamage.at(store.heap(), start, "a page with one parent", "a second one");
            }
            page = store.read(start, level);
        } catch (BStackCorruptException e) {
            visitor.damage(e);
            return false;
        }
        visitor.page(start);
        checkOrder(page, lowest, bound);
        boolean complete = true;
        for (int i = 0; i < page.count(); i++) {
            if (page.level() == 0) {
                complete &= entry(page, i);
                continue;
            }
            byte[] from = i == 0 ? lowest : page.key(i);
            byte[] to = i + 1 < page.count() ? page.key(i + 1) : bound;
            boolean isGone = page.level() == 1 && to != null && Arrays.compareUnsigned(to, store.from()) <= 0;
            complete &= isGone || walk(page.child(i), page.level() - 1, from, to);
        }
        return complete;
    }

    private void checkOrder(OldPage page, byte[] lowest, byte @Nullable [] bound) throws IOException {
        byte[] previous = null;
        for (int i = page.level() == 0 ? 0 : 1; i < page.count(); i++) {
            byte[] key = page.key(i);
            boolean rises = previous == null || Arrays.compareUnsigned(previous, key) < 0;
            boolean within = Arrays.compareUnsigned(lowest, key) <= 0
                    && (bound == null || Arrays.compareUnsigned(key, bound) < 0);
            if (!rises || !within) {
                visitor.damage(OldDamage.at(
                        store.heap(),
                        page.start(),
                        "keys that rise within the page's bounds",
                        "a key out of order in cell " + i));
            }
            previous = key;
        }
    }

    private boolean entry(OldPage page, int index) throws IOException {
        try {
            OldEntry entry = store.entry(page, index);
            if (store.has(entry.key())) {
                visitor.entry(entry);
            }
            return true;
        } catch (BStackCorruptException e) {
            visitor.damage(e);
            return false;
        }
    }
}
