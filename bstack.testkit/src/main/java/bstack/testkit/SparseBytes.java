package bstack.testkit;

import java.io.ByteArrayOutputStream;

/**
 * Files written down by what is not zero in them, so that a fuzzer that changes a byte here or there seldom changes one
 * that does not matter.
 *
 * <pre>
 *   0       3
 *   ┌───────┬───────┬───────┬───────────┬───────┬───────┬──── - - -
 *   │ size  │ gap   │ count │ bytes     │ gap   │ count │
 *   │ u24   │ u16   │ u8    │ count     │ u16   │ u8    │
 *   └───────┴───────┴───────┴───────────┴───────┴───────┴──── - - -
 * </pre>
 *
 * <p>Little-endian; a gap counts zeros. Any bytes represent some file: what would be after its end is left out, and
 * its size is taken modulo {@value #MOST}.
 */
public final class SparseBytes {
    /** What every file is shorter than. */
    public static final int MOST = 1 << 18;

    private static final int SIZE = 3;
    private static final int GAP = 2;
    private static final int LONGEST_GAP = 0xFFFF;
    private static final int LONGEST_RUN = 0xFF;
    /** Fewer zeros than a gap's own bytes are part of a run. */
    private static final int SHORTEST_GAP = GAP + 1;

    private SparseBytes() {}

    /** {@return the file that these bytes represent} */
    public static byte[] expand(byte[] sparse) {
        byte[] file = new byte[(int) number(sparse, 0, SIZE) % MOST];
        int to = 0;
        for (int from = SIZE; from < sparse.length; ) {
            to += (int) number(sparse, from, GAP);
            int count = (int) number(sparse, from + GAP, 1);
            from += GAP + 1;
            int present = Math.max(0, Math.min(Math.min(sparse.length - from, file.length - to), count));
            if (present > 0) {
                System.arraycopy(sparse, from, file, to, present);
            }
            from += count;
            to += count;
        }
        return file;
    }

    private static long number(byte[] bytes, int at, int size) {
        long number = 0;
        for (int i = 0; i < size && at + i < bytes.length; i++) {
            number |= Byte.toUnsignedLong(bytes[at + i]) << Byte.SIZE * i;
        }
        return number;
    }

    /**
     * {@return the short form of a file}
     *
     * @param file shorter than {@value #MOST} bytes
     */
    public static byte[] compress(byte[] file) {
        if (file.length >= MOST) {
            throw new IllegalArgumentException("%d bytes are not below %d".formatted(file.length, MOST));
        }
        ByteArrayOutputStream sparse = new ByteArrayOutputStream();
        write(sparse, file.length, SIZE);
        for (int at = 0; at < file.length; ) {
            int start = nextNonZero(file, at);
            if (start == file.length) {
                break;
            }
            int gap = Math.min(start - at, LONGEST_GAP);
            int count = start - at > LONGEST_GAP ? 0 : run(file, start);
            write(sparse, gap, GAP);
            write(sparse, count, 1);
            sparse.write(file, at + gap, count);
            at += gap + count;
        }
        return sparse.toByteArray();
    }

    private static int nextNonZero(byte[] file, int from) {
        int at = from;
        while (at < file.length && file[at] == 0) {
            at++;
        }
        return at;
    }

    /** {@return how many bytes belong to the run that begins at {@code start}} */
    private static int run(byte[] file, int start) {
        int most = Math.min(LONGEST_RUN, file.length - start);
        int end = start;
        int zeros = 0;
        while (end - start < most && zeros <= SHORTEST_GAP) {
            zeros = file[end++] == 0 ? zeros + 1 : 0;
        }
        return end - start - (zeros > SHORTEST_GAP || end == file.length ? zeros : 0);
    }

    private static void write(ByteArrayOutputStream out, int number, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (number >>> Byte.SIZE * i);
        }
        out.write(bytes, 0, size);
    }
}
