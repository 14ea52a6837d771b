/** What is done about the free blocks that are found in a file when it is opened. */
package bstack.alloc.ghosttree.internal.recovery;
