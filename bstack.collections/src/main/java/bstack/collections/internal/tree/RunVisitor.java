package bstack.collections.internal.tree;

import java.io.IOException;

/** Takes the entries of one leaf after another. */
@FunctionalInterface
public interface RunVisitor {
    /** Takes the entries of a leaf, outside of views of the tree's own. */
    void visit(LeafRun run) throws IOException;
}
