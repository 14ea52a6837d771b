/** How {@link java.util.ServiceLoader} finds the first-fit allocator. */
package bstack.alloc.firstfit.internal.provider;
