package bstack.bench.medium;

import bstack.core.Storage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/** A storage that passes every call on; those that extend it add something to some of them. */
abstract class ForwardingStorage implements Storage {
    private final Storage medium;

    ForwardingStorage(Storage medium) {
        this.medium = medium;
    }

    @Override
    public String name() {
        return medium.name();
    }

    @Override
    public long size() throws IOException {
        return medium.size();
    }

    @Override
    public int read(long position, ByteBuffer dst) throws IOException {
        return medium.read(position, dst);
    }

    @Override
    public void write(long position, ByteBuffer src) throws IOException {
        medium.write(position, src);
    }

    @Override
    public void writeDurably(long position, ByteBuffer src) throws IOException {
        medium.writeDurably(position, src);
    }

    @Override
    public void sync() throws IOException {
        medium.sync();
    }

    @Override
    public Flush startSync(Consumer<IOException> whenFailed) throws IOException {
        return medium.startSync(whenFailed);
    }

    @Override
    public void resize(long size) throws IOException {
        medium.resize(size);
    }

    @Override
    public void reserve(long end) throws IOException {
        medium.reserve(end);
    }

    @Override
    public Optional<MemorySegment> map(long size, Arena arena) throws IOException {
        return medium.map(size, arena);
    }

    @Override
    public void close() throws IOException {
        medium.close();
    }
}
