package bstack.bench.contender;

import bstack.bench.medium.NativeFile;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that bare protocols are re-enacted on. Buffers are direct, and are used from index 0 to their limit. */
interface RawFile extends Closeable {
    void write(ByteBuffer data, long position) throws IOException;

    void read(ByteBuffer data, long position) throws IOException;

    void sync() throws IOException;

    void resize(long size) throws IOException;

    /** {@return the file behind system calls} */
    static RawFile nativeFile(Path path) throws IOException {
        NativeFile file = NativeFile.open(path);
        return new RawFile() {
            @Override
            public void write(ByteBuffer data, long position) throws IOException {
                file.write(MemorySegment.ofBuffer(data), position);
            }

            @Override
            public void read(ByteBuffer data, long position) throws IOException {
                file.read(MemorySegment.ofBuffer(data), position);
            }

            @Override
            public void sync() throws IOException {
                file.sync();
            }

            @Override
            public void resize(long size) throws IOException {
                file.resize(size);
            }

            @Override
            public void close() {
                file.close();
            }
        };
    }

    /** {@return the file behind a FileChannel} */
    static RawFile channel(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new RawFile() {
            @Override
            public void write(ByteBuffer data, long position) throws IOException {
                ByteBuffer rest = data.duplicate();
                while (rest.hasRemaining()) {
                    channel.write(rest, position + rest.position());
                }
            }

            @Override
            public void read(ByteBuffer data, long position) throws IOException {
                ByteBuffer rest = data.duplicate();
                while (rest.hasRemaining()) {
                    if (channel.read(rest, position + rest.position()) < 0) {
                        throw new EOFException(path + " ends before byte " + (position + data.limit()));
                    }
                }
            }

            @Override
            public void sync() throws IOException {
                channel.force(false);
            }

            @Override
            public void resize(long size) throws IOException {
                channel.truncate(size);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }
}
