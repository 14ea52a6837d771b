package bstack.collections.internal.tree;

import bstack.collections.internal.format.PageLayout;
import bstack.collections.internal.page.Page;
import bstack.collections.internal.page.PageFile;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Moves pages and values of a tree to other slices. */
final class Relocation {
    /** How much of a value is copied at once. */
    private static final int PIECE = 1 << 16;

    private final PageFile file;
    private final Values values;
    private final TreeHeader header;
    private final SliceMover mover;

    Relocation(PageFile file, TreeHeader header, SliceMover mover) {
        this.file = file;
        this.values = new Values(file);
        this.header = header;
        this.mover = mover;
    }

    /** Moves what is on the way to a key. {@return the lowest key of the next leaf, or null} */
    byte @Nullable [] along(byte[] key) throws IOException {
        Descent path = Descent.to(key, file, header);
        int leafDepth = path.leafDepth();
        Page[] changed = new Page[leafDepth + 1];
        for (int depth = 0; depth <= leafDepth; depth++) {
            Page page = path.page(depth);
            BStackSlice to = mover.move(file.named(page.start(), PageLayout.SIZE, "a page"));
            if (to != null) {
                changed[depth] = file.add(page.moved(to.start()));
                if (depth == 0) {
                    header.setRoot(to.start());
                } else {
                    changed(changed, path, depth - 1).setChild(path.index(depth - 1), to.start());
                }
                file.free(page.start());
            }
        }
        Page leaf = path.leaf();
        for (int i = 0; i < leaf.count(); i++) {
            if (leaf.isReference(i)) {
                BStackSlice from = values.slice(leaf, i);
                BStackSlice to = mover.move(from);
                if (to != null) {
                    copy(from, to);
                    changed(changed, path, leafDepth).setReference(i, to.start(), leaf.referenceChecksum(i));
                    file.free(from.start(), from.length());
                }
            }
        }
        return path.high(leafDepth);
    }

    private Page changed(Page[] changed, Descent path, int depth) {
        Page page = changed[depth];
        if (page == null) {
            page = file.toChange(path.page(depth));
            changed[depth] = page;
        }
        return page;
    }

    private void copy(BStackSlice from, BStackSlice to) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, from.length()));
        for (long at = 0; at < from.length(); at += piece.limit()) {
            piece.clear().limit((int) Math.min(piece.capacity(), from.length() - at));
            file.heap().stack().getInto(from.start() + at, piece);
            file.heap().stack().set(to.start() + at, piece.flip());
        }
    }
}
