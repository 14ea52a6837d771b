/**
 * Backups of a stack in a folder.
 *
 * <p>Start with {@link bstack.backup.BackupFolder}. docs/backup.md of the project says what is promised and what it costs,
 * and docs/format.md has the bytes of the files.
 */
@NullMarked
package bstack.backup;

import org.jspecify.annotations.NullMarked;
