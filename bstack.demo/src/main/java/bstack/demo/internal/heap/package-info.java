/** The heap as a picture and in figures: which bytes are what, by the allocator's blocks and the structures' trees. */
package bstack.demo.internal.heap;
