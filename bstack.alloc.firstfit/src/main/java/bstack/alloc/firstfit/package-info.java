/**
 * The first-fit allocator: {@link bstack.alloc.firstfit.FirstFitBStackAllocator} is the whole API.
 *
 * <p>The packages inside, each of which uses only those before it: {@code format} is the layout of the file and reads
 * and writes its fields; {@code index} finds free blocks in memory, and changes them there and in the file together;
 * {@code recovery} examines what another implementation left, makes a plan and carries it out; {@code heap} opens a
 * heap, runs its operations and inspects it; {@code provider} is how {@link java.util.ServiceLoader} finds the
 * allocator. The ghost-tree allocator is laid out in the same way.
 */
@NullMarked
package bstack.alloc.firstfit;

import org.jspecify.annotations.NullMarked;
