/** Pages: their bytes, where they are kept in the heap, and those that are kept in memory. Knows no tree. */
package bstack.collections.internal.page;
