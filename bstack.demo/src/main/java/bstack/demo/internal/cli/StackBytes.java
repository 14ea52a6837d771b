package bstack.demo.internal.cli;

import bstack.core.BStack;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** A range of a stack's payload, to be written to a stream in parts. */
final class StackBytes {
    private static final int PIECE = 1 << 20;

    private StackBytes() {}

    /** Copies the payload's bytes from {@code start} to {@code end}. */
    static void copy(BStack stack, long start, long end, OutputStream out) throws IOException {
        byte[] piece = new byte[(int) Math.min(PIECE, end - start)];
        for (long at = start; at < end; ) {
            int length = (int) Math.min(piece.length, end - at);
            stack.getInto(at, ByteBuffer.wrap(piece, 0, length));
            out.write(piece, 0, length);
            at += length;
        }
    }
}
