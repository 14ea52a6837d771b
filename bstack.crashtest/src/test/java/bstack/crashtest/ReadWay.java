package bstack.crashtest;

import bstack.core.BStack;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;

/** The ways to read a range of a stack. */
enum ReadWay {
    GET {
        @Override
        byte[] read(BStack stack, int start, int end) throws IOException {
            return stack.get(start, end);
        }
    },
    INTO_HEAP {
        @Override
        byte[] read(BStack stack, int start, int end) throws IOException {
            ByteBuffer dst = ByteBuffer.allocate(end - start);
            stack.getInto(start, dst);
            return dst.array();
        }
    },
    INTO_DIRECT {
        @Override
        byte[] read(BStack stack, int start, int end) throws IOException {
            ByteBuffer dst = ByteBuffer.allocateDirect(end - start);
            stack.peekInto(start, dst);
            byte[] bytes = new byte[end - start];
            dst.flip().get(bytes);
            return bytes;
        }
    },
    CHANNEL {
        @Override
        byte[] read(BStack stack, int start, int end) throws IOException {
            ByteBuffer dst = ByteBuffer.allocate(end - start);
            try (SeekableByteChannel channel = stack.channel()) {
                int n = channel.position(start).read(dst);
                return Arrays.copyOf(dst.array(), n);
            }
        }
    },
    STREAM {
        @Override
        byte[] read(BStack stack, int start, int end) throws IOException {
            byte[] bytes = new byte[end - start];
            try (InputStream in = stack.inputStream(start)) {
                return Arrays.copyOf(bytes, in.read(bytes));
            }
        }
    };

    /** {@return the bytes of a range that lies within the payload} */
    abstract byte[] read(BStack stack, int start, int end) throws IOException;
}
