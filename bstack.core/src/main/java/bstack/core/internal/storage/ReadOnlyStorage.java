package bstack.core.internal.storage;

import bstack.core.BStackOptions;
import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A storage that reads from another one, and that cannot be written or mapped. */
abstract class ReadOnlyStorage implements Storage {
    /** The storage that is read. */
    final Storage read;

    ReadOnlyStorage(Storage read) {
        this.read = read;
    }

    @Override
    public final String name() {
        return read.name();
    }

    @Override
    public final BStackOptions.Access access() {
        return read.access();
    }

    @Override
    public final void write(long position, ByteBuffer src) {
        throw refused();
    }

    @Override
    public final void writeDurably(long position, ByteBuffer src) {
        throw refused();
    }

    @Override
    public final void sync() throws IOException {
        read.sync();
    }

    @Override
    public final void resize(long size) {
        throw refused();
    }

    private UnsupportedOperationException refused() {
        return new UnsupportedOperationException(name() + " is only read here");
    }
}
