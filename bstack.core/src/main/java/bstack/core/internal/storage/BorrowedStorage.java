package bstack.core.internal.storage;

import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A storage that somebody else closes and that is only read here. */
public final class BorrowedStorage extends ReadOnlyStorage {
    /** @param lent the storage, which stays open when this one is closed */
    public BorrowedStorage(Storage lent) {
        super(lent);
    }

    @Override
    public long size() throws IOException {
        return read.size();
    }

    @Override
    public int read(long position, ByteBuffer dst) throws IOException {
        return read.read(position, dst);
    }

    @Override
    public void close() {
        // It is somebody else's.
    }
}
