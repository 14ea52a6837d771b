/** What is done about a first-fit heap that another implementation left in the middle of an operation. */
package bstack.alloc.firstfit.internal.recovery;
