package bstack.core.internal.storage;

import bstack.core.Storage;
import java.nio.ByteBuffer;

/** The mapping of a medium that cannot be mapped. */
public enum NoMapping implements Storage.Mapping {
    INSTANCE;

    @Override
    public long size() {
        return 0;
    }

    @Override
    public boolean get(long position, byte[] dst, int at, int count) {
        return false;
    }

    @Override
    public boolean get(long position, ByteBuffer dst) {
        return false;
    }

    @Override
    public boolean put(long position, ByteBuffer src) {
        return false;
    }

    @Override
    public void close() {}
}
