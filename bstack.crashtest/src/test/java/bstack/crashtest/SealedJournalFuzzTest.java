package bstack.crashtest;

import bstack.testkit.FuzzContract;
import bstack.testkit.SparseBytes;
import bstack.testkit.internal.damage.Specimen;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * Whatever the records of a journal say under a checksum that fits, they are refused, or show what docs/format.md says:
 * no fuzzer guesses a CRC, so here all of them are made to fit.
 *
 * <p>An input is a byte of switches, see {@link #seal}, and the file in {@linkplain SparseBytes short form}.
 */
class SealedJournalFuzzTest extends FuzzContract {
    private static final long BASE = 0x45534142_4B545342L;
    private static final long FRAME = 0x4D415246_4B545342L;
    private static final int SECTOR = 512;
    private static final int PAGE = 4096;
    private static final int FIT_SIZE = 1;
    private static final int FIT_AREA = 2;
    private static final int FIT_MARK = 4;

    @Override
    protected void check(byte[] input) throws IOException {
        if (input.length > 0) {
            byte[] file = SparseBytes.expand(Arrays.copyOfRange(input, 1, input.length));
            seal(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN), input[0]);
            AnyStack.check(file);
        }
    }

    /** Makes the checksums of base records and frames fit; and, as the switches say, other fields. */
    private static void seal(ByteBuffer file, int switches) {
        int slots = file.capacity() - 2 * PAGE;
        for (int at = Math.max(0, slots); slots >= 0 && at < file.capacity(); at += PAGE) {
            if (file.getLong(at) == BASE) {
                if ((switches & FIT_SIZE) != 0) {
                    file.putLong(at + 64, file.capacity());
                }
                if ((switches & FIT_AREA) != 0) {
                    file.putLong(at + 56, slots - file.getLong(at + 48));
                }
                if ((switches & FIT_MARK) != 0) {
                    fitMark(file, file.getLong(at + 16));
                }
                file.putInt(at + 508, crc(file.array(), at, 508));
            }
        }
        for (int at = 0; at <= file.capacity() - SECTOR; at += SECTOR) {
            if (file.getLong(at) == FRAME) {
                long size = file.getLong(at + 8);
                file.putInt(at + 52, 0);
                file.putInt(at + 52, crc(file.array(), at, (int) Math.clamp(size, 0L, file.capacity() - at)));
            }
        }
    }

    private static void fitMark(ByteBuffer file, long salt) {
        long sequence = file.getLong(8) & 0xFFFFFF;
        ByteBuffer sealed = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(salt)
                .putLong(sequence);
        long crc = Integer.toUnsignedLong(crc(sealed.array(), 0, 16));
        file.putLong(8, 0xB5L << 56 | crc << 24 | sequence);
    }

    private static int crc(byte[] bytes, int at, int count) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, count);
        return (int) crc.getValue();
    }

    /** Journals of some sessions, with and without switches. */
    @Override
    protected List<byte[]> seeds() throws IOException {
        SplittableRandom random = new SplittableRandom(2);
        List<byte[]> seeds = new ArrayList<>();
        for (int operations : new int[] {1, 2, 3, 5, 8, 13, 60}) {
            byte[] file = Specimen.stack("", random, operations, operations < 10 ? 30 : 300, false)
                    .file();
            seeds.add(seed(FIT_SIZE | FIT_AREA | FIT_MARK, file));
            seeds.add(seed(FIT_SIZE | FIT_AREA, file));
            seeds.add(seed(0, file));
        }
        return seeds;
    }

    private static byte[] seed(int switches, byte[] file) {
        byte[] sparse = SparseBytes.compress(file);
        byte[] seed = new byte[1 + sparse.length];
        seed[0] = (byte) switches;
        System.arraycopy(sparse, 0, seed, 1, sparse.length);
        return seed;
    }
}
