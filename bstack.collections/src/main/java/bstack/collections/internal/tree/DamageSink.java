package bstack.collections.internal.tree;

import bstack.core.BStackCorruptException;
import java.io.IOException;

/** Takes damage as it is found. */
@FunctionalInterface
public interface DamageSink {
    /** Takes one part that is unsound, outside of views of the tree's own. */
    void found(BStackCorruptException damage) throws IOException;
}
