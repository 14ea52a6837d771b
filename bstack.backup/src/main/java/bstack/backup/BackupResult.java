package bstack.backup;

/**
 * What a backup has done.
 *
 * @param point the state of the source that the chain has now
 * @param wroteBase whether a base was written; if not, the chain had that state already
 * @param bytesWritten how many bytes were written
 */
public record BackupResult(BackupPoint point, boolean wroteBase, long bytesWritten) {}
