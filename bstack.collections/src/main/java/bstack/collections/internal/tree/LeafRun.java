package bstack.collections.internal.tree;

import bstack.collections.internal.page.Page;
import org.jspecify.annotations.Nullable;

/**
 * Entries of one leaf, of which there is at least one.
 *
 * @param leaf the leaf, which does not change
 * @param from the index of the lowest
 * @param to the index after the highest
 * @param rest the keys in which the scan goes on, or null if there are none
 */
public record LeafRun(Page leaf, int from, int to, @Nullable ByteRange rest) {}
