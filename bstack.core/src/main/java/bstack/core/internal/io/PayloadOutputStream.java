package bstack.core.internal.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** A stream that pushes: each write is one push, durable when it returns; there is nothing to flush. */
public final class PayloadOutputStream extends OutputStream {
    private final PayloadAccess payload;

    /** @param payload where to push */
    public PayloadOutputStream(PayloadAccess payload) {
        this.payload = payload;
    }

    @Override
    public void write(int b) throws IOException {
        payload.push(ByteBuffer.wrap(new byte[] {(byte) b}));
    }

    @Override
    public void write(byte[] src, int from, int count) throws IOException {
        payload.push(ByteBuffer.wrap(src, from, count));
    }
}
