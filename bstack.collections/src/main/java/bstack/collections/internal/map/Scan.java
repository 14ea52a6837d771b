package bstack.collections.internal.map;

import bstack.collections.internal.format.PageLayout;
import bstack.collections.internal.page.Page;
import bstack.collections.internal.root.Structure;
import bstack.collections.internal.tree.ByteRange;
import bstack.collections.internal.tree.LeafRun;
import bstack.collections.internal.tree.Tree;
import bstack.core.BStackCorruptException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An iteration over the entries of a tree, a leaf at a time: each is read in a view of its own, or in what the caller runs
 * in. It remembers a key, so it goes on whatever happens to the tree meanwhile.
 */
final class Scan {
    private final Structure structure;
    private final Tree tree;
    private final boolean descending;
    /** The keys that are still to come after those of the present leaf, or null. */
    private @Nullable ByteRange rest;
    /** Entries of a leaf, or null before the first one and after the last. */
    private @Nullable LeafRun run;

    /** Where leaves are read to, one after the other. */
    private final byte[] buffer = new byte[PageLayout.SIZE];

    private int index;
    private byte @Nullable [] value;

    Scan(Structure structure, ByteRange range, boolean descending) {
        this.structure = structure;
        this.tree = structure.tree();
        this.rest = range;
        this.descending = descending;
    }

    /** Goes to the next entry. {@return whether there is one} */
    boolean next() throws IOException {
        try {
            value = null;
            while (value == null && step()) {
                LeafRun present = run;
                if (present != null) {
                    value = read(present.leaf());
                }
            }
            return value != null;
        } catch (BStackCorruptException e) {
            throw structure.damaged(e);
        }
    }

    /** {@return the value of the present entry, or null if it has been removed since its leaf was read} */
    private byte @Nullable [] read(Page leaf) throws IOException {
        byte[] found = tree.value(leaf, index);
        return found != null ? found : tree.get(leaf.key(index));
    }

    private boolean step() throws IOException {
        LeafRun present = run;
        if (present != null) {
            index += descending ? -1 : 1;
            if (index >= present.from() && index < present.to()) {
                return true;
            }
        }
        LeafRun fresh = read(rest);
        if (fresh == null) {
            rest = null;
            return false;
        }
        run = fresh;
        rest = fresh.rest();
        index = descending ? fresh.to() - 1 : fresh.from();
        return true;
    }

    private @Nullable LeafRun read(@Nullable ByteRange range) throws IOException {
        run = null; // its leaf is about to be overwritten
        if (range == null) {
            return null;
        }
        return descending ? tree.descending(range, buffer) : tree.ascending(range, buffer);
    }

    /** {@return the key of the present entry, if there is one} */
    byte @Nullable [] keyOrNull() {
        LeafRun present = run;
        return present == null || value == null ? null : present.leaf().key(index);
    }

    /** {@return the key of the present entry} */
    byte[] key() {
        byte[] key = keyOrNull();
        if (key == null) {
            throw new IllegalStateException("the cursor is at no entry: call next() first");
        }
        return key;
    }

    /** {@return the value of the present entry} */
    byte[] value() {
        byte[] present = value;
        if (present == null) {
            throw new IllegalStateException("the cursor is at no entry: call next() first");
        }
        return present;
    }
}
