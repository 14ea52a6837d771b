/** How the ghost-tree allocator is found by the magic in a file. */
package bstack.alloc.ghosttree.internal.provider;
