package bstack.backup;

import org.jspecify.annotations.Nullable;

/**
 * What was restored.
 *
 * @param point the state that the file has
 * @param damage why it is an older state than was asked for, which {@link RestorePoint#orLastSound} allows; null if it is
 *     the one that was asked for
 */
@SuppressWarnings("exports") // a user needs no JSpecify
public record RestoreResult(BackupPoint point, @Nullable BackupDamagedException damage) {}
