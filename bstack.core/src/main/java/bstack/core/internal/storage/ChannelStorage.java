package bstack.core.internal.storage;

import bstack.core.Storage;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A file accessed through a {@link FileChannel}: the fallback where there are no system calls to be had. Thread-safe.
 * An interrupt during an operation closes the channel, and so fails the stack; nothing that was durable is lost.
 */
final class ChannelStorage implements Storage {
    private final String path;
    private final FileChannel channel;
    private final Closeable held;

    /**
     * Creates the storage.
     *
     * @param held the channel and its locks; closed with the storage, and again, which does nothing, if it is closed again
     */
    ChannelStorage(String path, FileChannel channel, Closeable held) {
        this.path = path;
        this.channel = channel;
        this.held = held;
    }

    @Override
    public String name() {
        return path;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public int read(long position, ByteBuffer dst) throws IOException {
        int start = dst.position();
        while (dst.hasRemaining()) {
            if (channel.read(dst, position + (dst.position() - start)) < 0) {
                break;
            }
        }
        return dst.position() - start;
    }

    @Override
    public void write(long position, ByteBuffer src) throws IOException {
        for (long at = position; src.hasRemaining(); ) {
            int n = channel.write(src, at);
            if (n <= 0) {
                throw new EOFException(path + ": a write at byte " + at + " wrote nothing");
            }
            at += n;
        }
    }

    @Override
    public void writeDurably(long position, ByteBuffer src) throws IOException {
        write(position, src);
        channel.force(false);
    }

    @Override
    public void sync() throws IOException {
        channel.force(false);
    }

    @Override
    public void resize(long size) throws IOException {
        long old = channel.size();
        if (size < old) {
            channel.truncate(size);
        } else if (size > old) {
            write(size - 1, ByteBuffer.allocate(1));
        }
    }

    @Override
    public void reserve(long end) throws IOException {
        ReserveByWriting.reserve(this, end);
    }

    @Override
    public void close() throws IOException {
        held.close();
    }
}
