/** The free blocks of a ghost-tree heap: their bytes in the file, their index in memory, and how a file is opened. */
package bstack.alloc.ghosttree.internal.tree;
