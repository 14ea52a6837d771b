package bstack.core.internal.transaction;

import bstack.core.internal.commit.PayloadView;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The payload of a stack that is open for reading only: each read waits for the writer lock. */
final class OverlaidView implements PayloadView {
    private final TransactionRunner runner;

    OverlaidView(TransactionRunner runner) {
        this.runner = runner;
    }

    @Override
    public long length() throws IOException {
        return runner.readOverlaid(Transaction::length);
    }

    @Override
    public void read(long start, long end, byte[] dst) throws IOException {
        runner.readOverlaid(t -> {
            t.read(start, end, dst);
            return null;
        });
    }

    @Override
    public void read(long start, ByteBuffer dst) throws IOException {
        runner.readOverlaid(t -> {
            t.read(start, dst);
            return null;
        });
    }

    @Override
    public byte[] readTail(long start) throws IOException {
        return runner.readOverlaid(t -> t.readTail(start));
    }
}
