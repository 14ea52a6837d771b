/** The free blocks of a ghost-tree heap: the tree in the file, its mirror in memory, and both changed together. */
package bstack.alloc.ghosttree.internal.index;
