/**
 * The byte stack: {@link bstack.core.BStack}, its transactions, its options, its exceptions, and the seam to the
 * medium, {@link bstack.core.Storage}.
 *
 * <p>Start at {@link bstack.core.BStack#open(java.nio.file.Path)}. How a commit works is told in docs/design.md of the
 * project, the bytes in docs/format.md.
 */
@NullMarked
package bstack.core;

import org.jspecify.annotations.NullMarked;
