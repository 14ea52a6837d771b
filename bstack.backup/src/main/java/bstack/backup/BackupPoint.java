package bstack.backup;

import java.time.Instant;

/**
 * A state of the source that a chain has.
 *
 * @param number the chain's own number of it; numbers grow, and are never used twice in a chain
 * @param time when the source had it
 * @param length the payload's length in bytes
 */
public record BackupPoint(long number, Instant time, long length) {}
