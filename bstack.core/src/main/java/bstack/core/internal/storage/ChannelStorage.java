package bstack.core.internal.storage;

import bstack.core.Storage;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file accessed through a {@link FileChannel}: the fallback where there are no system calls to be had. Thread-safe.
 * An interrupt during an operation closes the channel, and so fails the stack; nothing that was durable is lost.
 */
final class ChannelStorage implements Storage {
    private final String path;
    private final FileChannel channel;
    private final Closeable held;
    /** What the file's size is not below, unless another program has cut it off. */
    private volatile long knownSize;

    /**
     * Creates the storage.
     *
     * @param held the channel and its locks; closed with the storage, and again, which does nothing, if it is
     *     closed again
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
        long found = channel.size();
        if (found < knownSize) {
            throw MediumException.cutOff(path, knownSize, found);
        }
        write(position, src);
        channel.force(false);
    }

    /** On a medium that nobody can write there is nothing to flush for those who only read. */
    @Override
    public void sync() throws IOException {
        try {
            channel.force(false);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            if (isWritable() || !Files.getFileStore(Path.of(path)).isReadOnly()) {
                throw e;
            }
        }
    }

    private boolean isWritable() throws IOException {
        try {
            channel.write(ByteBuffer.allocate(0), 0);
            return true;
        } catch (NonWritableChannelException e) {
            return false;
        }
    }

    @Override
    public void resize(long size) throws IOException {
        long old = channel.size();
        knownSize = Math.min(knownSize, size);
        if (size < old) {
            channel.truncate(size);
        } else if (size > old) {
            write(size - 1, ByteBuffer.allocate(1));
        }
        knownSize = size;
    }

    @Override
    public void reserve(long end) throws IOException {
        try {
            ReserveByWriting.reserve(this, end);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            MediumException failure = new MediumException(
                    path, "reserving %d bytes failed: %s".formatted(end, e.getMessage()), isWantOfSpace(e, end));
            failure.initCause(e);
            throw failure;
        }
    }

    /** The JDK reports error numbers only by the system's message, which may be in any language. */
    private boolean isWantOfSpace(IOException e, long end) throws IOException {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left")
                || message.contains("File too large")
                || message.contains("quota exceeded")
                || Files.getFileStore(Path.of(path)).getUsableSpace() < end - channel.size();
    }

    @Override
    public void close() throws IOException {
        held.close();
    }
}
