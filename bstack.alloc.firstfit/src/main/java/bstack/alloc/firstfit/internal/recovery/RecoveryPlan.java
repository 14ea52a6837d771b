package bstack.alloc.firstfit.internal.recovery;

import bstack.alloc.firstfit.internal.index.LongList;
import java.util.List;

/**
 * What is to be done to a heap that was left in the middle of an operation.
 *
 * @param length the payload's length afterwards; what is after it is cut off
 * @param retagged used blocks whose header or footer must be written
 * @param freeAddresses the free blocks in rising order, which is the order of the new list
 * @param freeSizes their sizes
 */
public record RecoveryPlan(long length, List<Tag> retagged, LongList freeAddresses, LongList freeSizes) {
    /**
     * A used block and the size that both its tags are to have.
     *
     * @param address the block's address
     * @param size its size
     */
    record Tag(long address, long size) {}
}
