package bstack.core;

import java.time.Duration;
import java.time.Instant;

/**
 * A snapshot that has been made, see {@link BStack#snapshotTo}. Immutable.
 *
 * @param sequence the number of the last frame that is in it, 0 if none was written since the open of the stack;
 *     {@link BStack#follow} takes it
 * @param length the length of its payload in bytes
 * @param bytesWritten how many bytes were written to make it: more than its length, where commits came meanwhile
 * @param time the moment whose state it has
 * @param took how long it took, its flushes included
 */
public record Snapshot(long sequence, long length, long bytesWritten, Instant time, Duration took) {}
