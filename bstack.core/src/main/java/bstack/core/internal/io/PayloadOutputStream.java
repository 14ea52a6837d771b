package bstack.core.internal.io;

import bstack.core.BStack;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** A stream that pushes: each write is one push, durable when it returns; there is nothing to flush. */
public final class PayloadOutputStream extends OutputStream {
    private final BStack stack;

    /** @param stack where to push */
    public PayloadOutputStream(BStack stack) {
        this.stack = stack;
    }

    @Override
    public void write(int b) throws IOException {
        stack.push(new byte[] {(byte) b});
    }

    @Override
    public void write(byte[] src, int from, int count) throws IOException {
        stack.push(ByteBuffer.wrap(src, from, count));
    }
}
