package bstack.backup;

/**
 * What a compaction has done.
 *
 * @param bytesBefore the size of the chain's files before
 * @param bytesAfter the size after
 * @param oldest the number of the oldest state that is left, 0 if there is none
 */
public record CompactionResult(long bytesBefore, long bytesAfter, long oldest) {}
