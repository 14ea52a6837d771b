/** A first-fit heap as a whole: how it is opened, what it does, and how it is inspected. */
package bstack.alloc.firstfit.internal.heap;
