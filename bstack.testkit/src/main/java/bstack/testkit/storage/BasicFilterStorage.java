package bstack.testkit.storage;

import bstack.core.BStackOptions;
import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A storage that passes the basic calls on to another one: those that every medium implements itself, and reserving and
 * mapping. The other methods keep the defaults of {@link Storage}, which come down to the basic ones. A subclass that
 * counts, holds or fails calls therefore sees all of them by overriding the basic ones. {@link FilterStorage} passes every
 * method on.
 */
public abstract class BasicFilterStorage implements Storage {
    /** The storage that calls are passed on to. */
    protected final Storage medium;

    /**
     * For subclasses.
     *
     * @param medium where the calls are passed on to; it is closed with this storage
     */
    protected BasicFilterStorage(Storage medium) {
        this.medium = medium;
    }

    @Override
    public String name() {
        return medium.name();
    }

    @Override
    public BStackOptions.Access access() {
        return medium.access();
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
    public void resize(long size) throws IOException {
        medium.resize(size);
    }

    @Override
    public void reserve(long end) throws IOException {
        medium.reserve(end);
    }

    @Override
    public Mapping map(long size) throws IOException {
        return medium.map(size);
    }

    @Override
    public void close() throws IOException {
        medium.close();
    }
}
