/** Copies of a stack beside its commits. */
package bstack.core.internal.snapshot;
