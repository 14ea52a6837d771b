/** The free blocks of a first-fit heap: the list in the file, its mirror in memory, and both changed together. */
package bstack.alloc.firstfit.internal.index;
