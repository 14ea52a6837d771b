package bstack.backup.internal.chain;

import bstack.backup.internal.chain.Catalog.Way;
import bstack.backup.internal.format.FrameSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The frames of a way as one write set: what they change, in the end, window by window of the payload, in bounded memory.
 * The frames are read once for each window that they touch, and once before.
 */
final class Windows {
    private static final int LARGEST = 64 << 20;
    private static final int SMALLEST = 1 << 20;

    private final Restoration chain;
    private final Way way;
    private final int size;
    private final BitSet touched = new BitSet();
    private long length;
    private long millis;

    /** Takes what is in a window. */
    @FunctionalInterface
    interface Each {
        /**
         * Takes a window.
         *
         * @param start offset in the payload of its first byte
         * @param bytes its bytes, those that no frame has changed undefined
         * @param changed which are changed, by index; none after the payload's end
         */
        void window(long start, byte[] bytes, BitSet changed) throws IOException;
    }

    Windows(Restoration chain, Way way) throws IOException {
        this.chain = chain;
        this.way = way;
        this.size =
                (int) Math.max(SMALLEST, Math.min(LARGEST, Runtime.getRuntime().maxMemory() / 16));
        this.length = way.base().length();
        this.millis = way.base().millis();
        chain.frames(way, new Restoration.Ignoring() {
            @Override
            public void begin(long number, long time, long payloadLength) {
                length = payloadLength;
                millis = time;
            }

            @Override
            public void data(long offset, ByteBuffer bytes) {
                touch(offset, bytes.remaining());
                super.data(offset, bytes);
            }

            @Override
            public void zero(long offset, long count) {
                touch(offset, count);
            }
        });
    }

    private void touch(long offset, long count) {
        if (count > 0) {
            touched.set((int) (offset / size), (int) ((offset + count - 1) / size) + 1);
        }
    }

    /** {@return the payload's length in the end} */
    long length() {
        return length;
    }

    /** {@return the time of the last frame} */
    long millis() {
        return millis;
    }

    /** {@return the size of a window} */
    int size() {
        return size;
    }

    /** {@return whether frames change a window} */
    boolean isTouched(int window) {
        return touched.get(window);
    }

    /** Hands each window that is touched to a function. */
    void forEach(Each each) throws IOException {
        byte[] bytes = new byte[size];
        for (int w = touched.nextSetBit(0); w >= 0; w = touched.nextSetBit(w + 1)) {
            BitSet changed = new BitSet(size);
            load(w, bytes, changed);
            each.window((long) w * size, bytes, changed);
        }
    }

    /** Applies the frames to a window. */
    void load(int window, byte[] bytes, BitSet changed) throws IOException {
        long start = (long) window * size;
        chain.frames(way, new FrameSink() {
            @Override
            public void begin(long number, long time, long payloadLength) {
                int end = (int) Math.max(0, Math.min(size, payloadLength - start));
                changed.clear(end, size);
            }

            @Override
            public void data(long offset, ByteBuffer data) {
                int skip = (int) Math.max(0, Math.min(data.remaining(), start - offset));
                int from = (int) Math.max(0, Math.min(size, offset - start));
                int n = Math.min(data.remaining() - skip, size - from);
                if (n > 0) {
                    data.get(data.position() + skip, bytes, from, n);
                    changed.set(from, from + n);
                }
                data.position(data.limit());
            }

            @Override
            public void zero(long offset, long count) {
                int from = (int) Math.max(0, Math.min(size, offset - start));
                int to = (int) Math.max(0, Math.min(size, offset + count - start));
                if (from < to) {
                    Arrays.fill(bytes, from, to, (byte) 0);
                    changed.set(from, to);
                }
            }

            @Override
            public void end() {}
        });
    }
}
