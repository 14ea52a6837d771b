package bstack.backup;

import org.jspecify.annotations.Nullable;

/**
 * What a chain has, as far as it shows without reading everything.
 *
 * @param first the oldest state that it has, or null if it is empty
 * @param last the newest one
 * @param bases how many bases it has
 * @param segments how many segments
 * @param bytes the size of its files
 */
@SuppressWarnings("exports") // a user needs no JSpecify
public record BackupStatus(
        @Nullable BackupPoint first, @Nullable BackupPoint last, int bases, int segments, long bytes) {}
