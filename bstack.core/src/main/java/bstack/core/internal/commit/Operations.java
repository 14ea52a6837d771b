package bstack.core.internal.commit;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What the operations of a stack are made of: checks, and edits of a transaction. Checks come first in each. */
public final class Operations {
    private Operations() {}

    /** Appends bytes; returns the offset where they begin. */
    public static long append(Transaction t, ByteBuffer data) throws IOException {
        long offset = t.length();
        t.checkWritable(offset);
        t.reserve(sum(offset, data.remaining()));
        t.write(offset, data);
        return offset;
    }

    /** Appends zeros; returns the offset where they begin. */
    public static long extend(Transaction t, long n) throws IOException {
        long offset = t.length();
        t.checkWritable(offset);
        t.reserve(sum(offset, n));
        t.zero(offset, n);
        return offset;
    }

    /** {@return the length that is left when {@code n} bytes are cut off, which is allowed} */
    public static long rest(Transaction t, long n) {
        if (n > t.length()) {
            throw Ranges.outside(t.name(), t.length() - n, t.length(), t.length());
        }
        t.checkWritable(t.length() - n);
        return t.length() - n;
    }

    /** Replaces what lies behind an offset. */
    public static void replace(Transaction t, long rest, ByteBuffer data) throws IOException {
        t.reserve(sum(rest, data.remaining()));
        int count = data.remaining();
        // The write first: it may be refused for want of space, and then nothing must have changed.
        if (count > 0) {
            t.write(rest, data);
        }
        if (rest + count < t.length()) {
            t.truncate(rest + count);
        }
    }

    /** Refuses an overwrite that does not lie within the payload, or touches what must not change. */
    public static void checkChange(Transaction t, long offset, long n) {
        if (offset < 0 || offset > t.length() - n) {
            throw Ranges.outside(t.name(), offset, offset + n, t.length());
        }
        t.checkWritable(offset);
    }

    /** {@return a range's bytes} */
    public static byte[] bytes(Transaction t, long start, long end) throws IOException {
        byte[] bytes = new byte[Ranges.arraySize(t.name(), start, end)];
        t.read(start, bytes, 0, bytes.length);
        return bytes;
    }

    private static long sum(long offset, long n) {
        long end = offset + n;
        if (end < 0) {
            throw new IllegalArgumentException(
                    "a payload of %d and %d bytes would be larger than any file".formatted(offset, n));
        }
        return end;
    }
}
