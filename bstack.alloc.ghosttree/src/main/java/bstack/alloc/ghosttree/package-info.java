/**
 * The ghost-tree allocator: {@link bstack.alloc.ghosttree.GhostTreeBStackAllocator} is the whole API.
 *
 * <p>A tour of the inside, from the bytes up: {@code GhostTreeLayout} draws the format; {@code FreeIndex} mirrors the
 * file's tree in memory and finds blocks by size and by address; {@code FreeSpace} changes both together;
 * {@code HeapOpening} turns what is found in a file into a plan and carries it out; {@code HeapInspection} looks
 * without touching.
 */
package bstack.alloc.ghosttree;
