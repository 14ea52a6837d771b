package bstack.collections.internal.upkeep;

import bstack.collections.internal.root.Directory;
import bstack.collections.internal.root.Structure;
import bstack.collections.internal.tree.SliceMover;
import bstack.collections.internal.tree.Tree;
import bstack.core.TransactionBody;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tree whose slices can move: the directory's own, or a structure's. */
final class Movable {
    /** Names the place to which a header moves. */
    @FunctionalInterface
    private interface Header {
        void moveTo(BStackSlice to) throws IOException;
    }

    private final Directory directory;
    private final @Nullable String name;
    private final Tree tree;
    private final Header header;

    private Movable(Directory directory, @Nullable String name, Tree tree, Header header) {
        this.directory = directory;
        this.name = name;
        this.tree = tree;
        this.header = header;
    }

    /** {@return all that there are now, the directory first} */
    static List<Movable> all(Directory directory) throws IOException {
        List<Movable> all = new ArrayList<>();
        Tree own = directory.tree();
        if (own != null) {
            all.add(new Movable(directory, null, own, directory::moveHeader));
            for (Directory.Named named : directory.structures()) {
                Structure structure = directory.structure(named);
                all.add(new Movable(
                        directory, named.name(), structure.tree(), to -> directory.moveHeader(structure, to)));
            }
        }
        return all;
    }

    Tree tree() {
        return tree;
    }

    /** Moves slices of the pages on the way to a key, and of the values in its leaf. {@return the next leaf's key, or null} */
    byte @Nullable [] relocate(byte[] key, SliceMover mover) throws IOException {
        return unlessDropped(() -> tree.relocate(key, mover));
    }

    /** Moves the header. */
    void relocateHeader(SliceMover mover) throws IOException {
        unlessDropped(() -> directory.heap().stack().operate(() -> {
            BStackSlice to = mover.move(tree.headerSlice());
            if (to != null) {
                header.moveTo(to);
            }
            return null;
        }));
    }

    /** {@return what a body returns; null if the structure has been dropped, and the body has changed nothing} */
    <T extends @Nullable Object> @Nullable T unlessDropped(TransactionBody<T> body) throws IOException {
        try {
            return body.run();
        } catch (IllegalStateException e) {
            if (name == null || directory.find(name) != null) {
                throw e;
            }
            return null;
        }
    }
}
