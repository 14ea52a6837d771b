/** The layout of a ghost-tree heap in the payload. */
package bstack.alloc.ghosttree.internal.format;
