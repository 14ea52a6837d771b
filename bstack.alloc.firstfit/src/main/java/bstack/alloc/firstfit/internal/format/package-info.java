/** The layout of a first-fit heap in the payload, and its fields read and written one at a time. */
package bstack.alloc.firstfit.internal.format;
