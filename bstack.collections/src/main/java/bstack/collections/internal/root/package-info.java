/** The directory of a heap's structures: their names, where they are, and what is left of those that were dropped. */
package bstack.collections.internal.root;
