package bstack.collections.internal.tree;

import java.io.IOException;

/** Where a tree's header is. What is known may be old: the tree compares the id that it finds there. */
public interface TreePlace {
    /** {@return where the header was last, as far as is known} */
    long start();

    /**
     * {@return where the header is}
     *
     * @throws IllegalStateException if the tree is no more
     */
    long find() throws IOException;
}
