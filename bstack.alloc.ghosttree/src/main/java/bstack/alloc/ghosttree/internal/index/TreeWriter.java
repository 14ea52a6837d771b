package bstack.alloc.ghosttree.internal.index;

import bstack.core.BStack;
import java.io.IOException;

/** The way of a tree from memory into the file. */
public final class TreeWriter {
    private TreeWriter() {}

    /** Writes the nodes that an operation has changed, and the root pointer if it is another. */
    static void writeChanged(BStack stack, FreeIndex index, IndexChanges changes, NodeRecord node) throws IOException {
        int[] refilled = changes.refilled();
        long[] touched = changes.touched();
        for (int i = 0; i < touched.length; i++) {
            if (changes.isChanged(touched, i, refilled)) {
                write(node, index, IndexChanges.slot(touched[i]));
            }
        }
        if (changes.rootChanged(refilled)) {
            NodeRecord.writeRoot(stack, index.pointer(index.bySize().root()));
        }
    }

    /** Writes all nodes of an index whose table has no unused rows, and the root pointer. */
    public static void writeAll(BStack stack, FreeIndex index) throws IOException {
        NodeRecord node = new NodeRecord(stack);
        for (int slot = 0; slot < index.blocks().count(); slot++) {
            write(node, index, slot);
        }
        NodeRecord.writeRoot(stack, index.pointer(index.bySize().root()));
    }

    private static void write(NodeRecord node, FreeIndex index, int slot) throws IOException {
        node.take(index, slot);
        node.write(index.start(slot));
    }
}
