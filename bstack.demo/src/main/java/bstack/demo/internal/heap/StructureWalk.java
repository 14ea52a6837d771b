package bstack.demo.internal.heap;

import bstack.collections.StoredPart;
import bstack.collections.StoredPart.Cell;
import bstack.collections.StoredPart.Name;
import bstack.collections.StoredPart.Node;
import bstack.collections.StoredPart.Root;
import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A walk over the structures of a heap, from its directory down, which goes on where something is damaged. It ends on any
 * content of the file: no page is visited twice.
 */
public final class StructureWalk {
    private static final int ANCHOR = 16;

    private final BStack stack;
    private final Visitor visitor;
    private final Set<Long> visited = new HashSet<>();
    private final List<Structure> structures = new ArrayList<>();

    private StructureWalk(BStack stack, Visitor visitor) {
        this.stack = stack;
        this.visitor = visitor;
    }

    /** A structure: its name, what it is, its codecs, and how many entries and pages its header counts; −1 if it has none. */
    public record Structure(String name, StoredPart.Kind kind, List<String> codecs, long entries, long pages) {}

    /** Is shown what lies where. */
    public interface Visitor {
        /** Takes the header of a structure. */
        void root(int structure, Root root);

        /** Takes a page. */
        void page(int structure, Node page);

        /** Takes the cell of a leaf. */
        void cell(int structure, Cell cell);

        /** Is told that no sound page begins where one should. */
        void damaged(int structure, long offset);
    }

    /** {@return the structures, the directory first, after all that they consist of has been shown} */
    public static List<Structure> run(BStackAllocator heap, Visitor visitor) throws IOException {
        StructureWalk walk = new StructureWalk(heap.stack(), visitor);
        Root directory = walk.directory(heap);
        if (directory != null) {
            walk.walkDirectory(directory);
        }
        return walk.structures;
    }

    private @Nullable Root directory(BStackAllocator heap) throws IOException {
        BStackSlice reserved = heap.reserved();
        if (reserved.length() < ANCHOR) {
            return null;
        }
        StoredPart part = StoredPart.at(stack, reserved.getLong(0));
        return part instanceof Root root && root.kind() == StoredPart.Kind.DIRECTORY ? root : null;
    }

    private void walkDirectory(Root directory) throws IOException {
        structures.add(new Structure("", directory.kind(), List.of(), directory.entries(), directory.pages()));
        visitor.root(0, directory);
        List<Name> names = new ArrayList<>();
        walk(0, directory.tree(), directory.root(), -1, cell -> {
            Name name = Name.of(cell);
            if (name != null) {
                names.add(name);
            }
        });
        for (Name name : names) {
            int index = structures.size();
            StoredPart part = StoredPart.at(stack, name.header());
            if (part instanceof Root root && root.id() == name.id()) {
                structures.add(new Structure(name.name(), name.kind(), name.codecs(), root.entries(), root.pages()));
                visitor.root(index, root);
                walk(index, root.tree(), root.root(), -1, cell -> visitor.cell(index, cell));
            } else {
                structures.add(new Structure(name.name(), name.kind(), name.codecs(), -1, -1));
                visitor.damaged(index, name.header());
            }
        }
    }

    /** Takes the cells of leaves. */
    @FunctionalInterface
    private interface Cells {
        void cell(Cell cell) throws IOException;
    }

    private void walk(int structure, int tree, long start, int level, Cells cells) throws IOException {
        if (start == 0) {
            return;
        }
        StoredPart part = StoredPart.at(stack, start);
        if (!(part instanceof Node page) || page.tree() != tree || level >= 0 && page.level() != level) {
            visitor.damaged(structure, start);
            return;
        }
        if (!visited.add(start)) {
            return;
        }
        visitor.page(structure, page);
        for (Cell cell : page.cells()) {
            if (page.level() > 0) {
                walk(structure, tree, cell.child(), page.level() - 1, cells);
            } else {
                cells.cell(cell);
            }
        }
    }
}
