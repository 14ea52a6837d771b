package bstack.core.internal.storage;

import bstack.core.BStackOptions;
import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A storage that somebody else closes and that is only read here. */
public final class BorrowedStorage implements Storage {
    private final Storage lent;

    /** @param lent the storage, which stays open when this one is closed */
    public BorrowedStorage(Storage lent) {
        this.lent = lent;
    }

    @Override
    public String name() {
        return lent.name();
    }

    @Override
    public BStackOptions.Access access() {
        return lent.access();
    }

    @Override
    public long size() throws IOException {
        return lent.size();
    }

    @Override
    public int read(long position, ByteBuffer dst) throws IOException {
        return lent.read(position, dst);
    }

    @Override
    public void write(long position, ByteBuffer src) {
        throw refused();
    }

    @Override
    public void writeDurably(long position, ByteBuffer src) {
        throw refused();
    }

    @Override
    public void sync() throws IOException {
        lent.sync();
    }

    @Override
    public void resize(long size) {
        throw refused();
    }

    private UnsupportedOperationException refused() {
        return new UnsupportedOperationException(name() + " is only read here");
    }

    @Override
    public void close() {
        // It is somebody else's.
    }
}
