package bstack.backup.internal.files;

import bstack.core.BStack;
import bstack.core.CopyProgress;
import bstack.core.Snapshot;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * A folder of files: the one seam between a chain and the medium. A file that was created, renamed or deleted is so
 * durably after {@link #sync}.
 */
public interface Folder extends Closeable {
    /** {@return a name for messages} */
    String name();

    /** {@return a name for messages of one of its files} */
    String name(String file);

    /** {@return the names of its files, sorted} */
    List<String> list() throws IOException;

    /** Creates a file, which must not exist. */
    BackupFile create(String file) throws IOException;

    /** Opens a file. */
    BackupFile open(String file, boolean forWriting) throws IOException;

    /** Gives a file another name, which no other has. */
    void rename(String from, String to) throws IOException;

    /** Deletes a file, if it exists. */
    void delete(String file) throws IOException;

    /** Makes durable what was created, renamed and deleted. */
    void sync() throws IOException;

    /** Writes a snapshot of a stack; durable with the next {@link #sync}, and nothing if it fails. */
    Snapshot snapshot(BStack stack, String file, CopyProgress progress) throws IOException;

    @Override
    void close() throws IOException;
}
