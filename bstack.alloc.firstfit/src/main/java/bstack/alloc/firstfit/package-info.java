/** bstack.alloc.firstfit. */
package bstack.alloc.firstfit;
