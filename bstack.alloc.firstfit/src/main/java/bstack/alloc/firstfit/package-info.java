/**
 * The first-fit allocator, a persistent heap with boundary tags and one free list.
 *
 * <p>Only {@link bstack.alloc.firstfit.FirstFitBStackAllocator} is public. The rooms behind it: {@code FirstFitLayout}
 * is the format; {@code Blocks} reads and writes it; {@code FreeList} edits the list in the file and, in step with it,
 * the {@code FreeIndex} in memory ({@code ListOrder}, {@code AddressMap}); {@code HeapOpening} formats and checks,
 * {@code RecoveryWalk} looks at what another implementation left and makes a {@code RecoveryPlan}, {@code Recovery}
 * carries it out; {@code HeapInspection} only looks.
 */
package bstack.alloc.firstfit;
