/**
 * A B+ tree of byte arrays: search, change, scan, check, walk. It has no state in memory but what proves itself by the
 * file. Knows no names, no codecs.
 */
package bstack.collections.internal.tree;
