/** bstack.alloc.ghosttree. */
package bstack.alloc.ghosttree;
