/** The medium: files by native calls, by channels, in memory; their locks and their creation. */
package bstack.core.internal.storage;
