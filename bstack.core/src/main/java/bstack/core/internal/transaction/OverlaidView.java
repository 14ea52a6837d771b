package bstack.core.internal.transaction;

import bstack.core.internal.commit.CommittedPayload;
import bstack.core.internal.commit.StateView;
import bstack.core.internal.edits.ByteSource;
import bstack.core.internal.edits.Ranges;
import bstack.core.internal.edits.WriteSet;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The payload of a stack that is open for reading only: the file, which nobody changes, and on top of it an overlay. */
final class OverlaidView implements StateView, ByteSource {
    private final String name;
    private final CommittedPayload file;
    /** Never changes. */
    private final WriteSet overlay;

    OverlaidView(String name, CommittedPayload file, WriteSet overlay) {
        this.name = name;
        this.file = file;
        this.overlay = overlay;
    }

    /** {@return what is on top of the file; not to be changed} */
    WriteSet overlay() {
        return overlay;
    }

    @Override
    public boolean isOvertaken() {
        return false;
    }

    @Override
    public long length() throws IOException {
        file.checkReadable();
        return overlay.length();
    }

    @Override
    public void read(long start, long end, byte[] dst) throws IOException {
        Ranges.check(name, start, end, length());
        read(start, dst, 0, dst.length);
    }

    @Override
    public void read(long start, ByteBuffer dst) throws IOException {
        Ranges.check(name, start, start + dst.remaining(), length());
        if (dst.hasArray()) {
            read(start, dst.array(), dst.arrayOffset() + dst.position(), dst.remaining());
        } else {
            readInPieces(start, dst);
        }
    }

    @Override
    public byte[] readTail(long start) throws IOException {
        byte[] tail = new byte[Ranges.arraySize(name, start, length())];
        read(start, tail, 0, tail.length);
        return tail;
    }

    /** Reads what is within the length. */
    @Override
    public void read(long start, byte[] dst, int at, int count) throws IOException {
        try {
            overlay.read(start, dst, at, count, file, file);
        } finally {
            // After a close the bytes may be another file's, and an exception says less.
            file.checkReadable();
        }
    }
}
