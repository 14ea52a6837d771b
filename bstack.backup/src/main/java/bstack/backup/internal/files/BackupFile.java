package bstack.backup.internal.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file of a backup folder, open. Writes and its size are durable after {@link #sync}. */
public interface BackupFile extends Closeable {
    /** {@return a name for messages: the path where there is one} */
    String name();

    /** {@return the size in bytes} */
    long size() throws IOException;

    /**
     * Reads; fewer bytes only where the file ends.
     *
     * @return how many were read
     */
    int read(long position, ByteBuffer dst) throws IOException;

    /** Writes all the remaining bytes of a buffer; the file becomes longer if need be. */
    void write(long position, ByteBuffer src) throws IOException;

    /** Cuts the file off. */
    void truncate(long size) throws IOException;

    /** Makes what was written durable. */
    void sync() throws IOException;
}
