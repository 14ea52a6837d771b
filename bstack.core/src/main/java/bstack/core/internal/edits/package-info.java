/** What a commit changes, in memory. Knows nothing of journals. */
package bstack.core.internal.edits;
