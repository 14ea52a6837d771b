package bstack.collections;

/**
 * What a compaction has done. Bytes are those of the heap that slices occupy, padding included. Immutable and thread-safe.
 *
 * @param movedSlices how many slices were moved
 * @param movedBytes their bytes
 * @param pinnedSlices how many slices could not be moved, because they are part of no structure
 * @param pinnedBytes their bytes
 * @param lengthBefore the length of the payload at the start, in bytes
 * @param lengthAfter the length of the payload at the end, in bytes
 * @param isComplete whether the compaction ended by itself, rather than being stopped
 */
public record CompactionReport(
        long movedSlices,
        long movedBytes,
        long pinnedSlices,
        long pinnedBytes,
        long lengthBefore,
        long lengthAfter,
        boolean isComplete) {}
