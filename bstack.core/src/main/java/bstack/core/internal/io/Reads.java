package bstack.core.internal.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads that end where the payload ends, whose length others may change at any time. */
final class Reads {
    private Reads() {}

    /** {@return how many bytes were put into a buffer, −1 at or after the end} */
    static int atMost(PayloadAccess payload, long position, ByteBuffer dst) throws IOException {
        while (true) {
            long present = payload.length() - position;
            if (present <= 0) {
                return -1;
            }
            int n = (int) Math.min(present, dst.remaining());
            ByteBuffer part = dst.slice(dst.position(), n);
            try {
                payload.getInto(position, part);
            } catch (IndexOutOfBoundsException shrunkMeanwhile) {
                continue;
            }
            dst.position(dst.position() + n);
            return n;
        }
    }
}
