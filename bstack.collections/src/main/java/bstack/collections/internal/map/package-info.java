/** A map is a tree whose keys and values have codecs. */
package bstack.collections.internal.map;
