package bstack.collections;

import java.io.IOException;

/** Is told what is unsound in the structures of a heap, as it is found: nothing is gathered, however much that is. */
@FunctionalInterface
public interface DamageListener {
    /**
     * Takes a part that is unsound. It is called outside of views and transactions of the library's own.
     *
     * @param damage what is unsound
     * @throws IOException to end the search, which then throws it
     */
    void damaged(StructureDamage damage) throws IOException;
}
