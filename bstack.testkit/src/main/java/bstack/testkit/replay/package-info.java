/**
 * Comparison with recordings of another implementation: {@link bstack.testkit.replay.ReferenceTrace} reads runs and
 * {@link bstack.testkit.replay.CrashImages} files left by killed processes.
 */
@NullMarked
package bstack.testkit.replay;

import org.jspecify.annotations.NullMarked;
