/** How {@link java.util.ServiceLoader} finds the ghost-tree allocator. */
package bstack.alloc.ghosttree.internal.provider;
