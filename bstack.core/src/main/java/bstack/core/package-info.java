/**
 * The byte stack: {@link bstack.core.BStack}, its transactions, its options, its exceptions, and the seam to the
 * medium, {@link bstack.core.Storage}.
 *
 * <p>Start at {@link bstack.core.BStack#open(java.nio.file.Path)}. docs/design.md of the
 * project describes how a commit works, docs/format.md the bytes.
 */
@NullMarked
package bstack.core;

import org.jspecify.annotations.NullMarked;
