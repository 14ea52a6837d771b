package bstack.demo.internal.store;

import bstack.spi.Finding;
import java.util.List;

/**
 * What a check of a store has found.
 *
 * @param present whether the heap holds objects, or a damaged store
 * @param objects how many objects were read
 * @param bytes the length of their values together
 * @param findings what is unsound, the first {@value StoreCheck#MAX_FINDINGS}
 * @param more how many further findings there are
 */
public record StoreReport(boolean present, long objects, long bytes, List<Finding> findings, long more) {}
