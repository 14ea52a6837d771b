/**
 * The ghost-tree allocator: {@link bstack.alloc.ghosttree.GhostTreeBStackAllocator} is the whole API.
 *
 * <p>The packages inside, each of which uses only those before it: {@code format} is the layout of the file;
 * {@code index} finds free blocks in memory by size and by address, and changes them there and in the file together;
 * {@code recovery} examines what is found in a file, makes a plan and carries it out; {@code heap} opens a heap, runs
 * its operations and inspects it; {@code provider} is how {@link java.util.ServiceLoader} finds the allocator. The
 * first-fit allocator is laid out in the same way.
 */
@NullMarked
package bstack.alloc.ghosttree;

import org.jspecify.annotations.NullMarked;
