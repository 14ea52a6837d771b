/**
 * The interfaces of allocators, slices, and the detection of a file's allocator.
 *
 * <p>To use a heap: {@link bstack.spi.BStackAllocators} opens and creates files, {@link bstack.spi.BStackAllocator}
 * allocates, {@link bstack.spi.BStackSlice} reads and writes; {@link bstack.spi.GuardedSlice} puts encryption or checks
 * in between.
 *
 * <p>To inspect a heap: {@link bstack.spi.InspectableAllocator}.
 *
 * <p>To write an allocator: extend {@link bstack.spi.AbstractBStackAllocator}, whose rules make every operation one
 * transaction, and announce it with a {@link bstack.spi.BStackAllocatorProvider}.
 * {@link bstack.spi.LinearBStackAllocator} is the shortest example.
 */
@NullMarked
package bstack.spi;

import org.jspecify.annotations.NullMarked;
