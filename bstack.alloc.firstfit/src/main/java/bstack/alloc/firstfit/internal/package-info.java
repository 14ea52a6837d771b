/** How the first-fit allocator is found by {@link java.util.ServiceLoader}. */
package bstack.alloc.firstfit.internal;
