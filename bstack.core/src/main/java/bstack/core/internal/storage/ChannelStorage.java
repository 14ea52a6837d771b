package bstack.core.internal.storage;

import bstack.core.BStackOptions;
import bstack.core.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A file accessed through channels: where there are no system calls to be had. Thread-safe. An interrupt of the calling
 * thread has no effect on any call.
 *
 * <p>The file is open twice. What is written through the second channel is durable when the write returns (DSYNC), which
 * is one call instead of a write and a flush.
 */
final class ChannelStorage implements Storage {
    private final String path;
    private final BlockingFile file;
    private final BlockingFile durable;
    private final Closeable held;
    private final boolean readOnly;
    /** What the file's size is not below, unless another program has cut it off. */
    private volatile long knownSize;

    /**
     * Creates the storage.
     *
     * @param file the file
     * @param durable the same file, open with DSYNC; the same channel for reading only
     * @param held the channels and their locks; closed with the storage, and again, which does nothing, if it is closed again
     */
    ChannelStorage(String path, BlockingFile file, BlockingFile durable, Closeable held) {
        this.path = path;
        this.file = file;
        this.durable = durable;
        this.held = held;
        this.readOnly = file == durable;
    }

    @Override
    public String name() {
        return path;
    }

    @Override
    public BStackOptions.Access access() {
        return BStackOptions.Access.FILE_CHANNEL;
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public int read(long position, ByteBuffer dst) throws IOException {
        return file.readFully(position, dst);
    }

    @Override
    public void write(long position, ByteBuffer src) throws IOException {
        file.writeFully(path, position, src);
    }

    @Override
    public void writeDurably(long position, ByteBuffer src) throws IOException {
        refuseIfCutOff();
        if (src.remaining() <= BlockingFile.PIECE) {
            durable.writeFully(path, position, src);
        } else {
            write(position, src);
            file.force(false);
        }
    }

    /**
     * Looks whether the file still has its last byte, by reading it. To ask for the size would cost a third of a commit:
     * Linux (6.13) gives the write after that a time of its own, and the durable write has to make that durable as well.
     */
    private void refuseIfCutOff() throws IOException {
        long expected = knownSize;
        if (expected > 0 && file.read(ByteBuffer.allocate(1), expected - 1) < 1) {
            throw MediumException.cutOff(path, expected, file.size());
        }
    }

    /** On a medium that nobody can write there is nothing to flush for those who only read. */
    @Override
    public void sync() throws IOException {
        try {
            file.force(false);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            if (!readOnly || !Files.getFileStore(Path.of(path)).isReadOnly()) {
                throw e;
            }
        }
    }

    /** A durable write beside it goes through the other channel, so that each is told of a failure. */
    @Override
    public Flush startSync(Consumer<IOException> whenFailed) throws IOException {
        return BackgroundFlush.start(path, () -> file.force(false), whenFailed);
    }

    @Override
    public void resize(long size) throws IOException {
        long old = file.size();
        knownSize = Math.min(knownSize, size);
        if (size < old) {
            file.truncate(size);
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
                || Files.getFileStore(Path.of(path)).getUsableSpace() < end - file.size();
    }

    @Override
    public void close() throws IOException {
        held.close();
    }
}
