package bstack.backup.internal.format;

import bstack.backup.BackupDamagedException;
import bstack.backup.internal.files.BackupFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The checksums of a base; integers are little-endian.
 *
 * <pre>
 *  0           8         12        16                 32         40          48         56
 * ┌───────────┬─────────┬─────────┬──────────────────┬──────────┬───────────┬──────────┬─────────────┬──────┐
 * │"BSTKSUMS" │version 1│ block   │ chain            │ number   │ time, ms  │ length of│ CRC-32C of  │ CRC  │
 * │           │         │ 65536   │                  │          │ since 1970│ payload  │ each block  │ u32  │
 * └───────────┴─────────┴─────────┴──────────────────┴──────────┴───────────┴──────────┴─────────────┴──────┘
 * </pre>
 *
 * Blocks are of the payload; the last one may be shorter. The CRC at the end is a CRC-32C of all bytes before it.
 */
public final class BaseSums {
    /** Bytes of payload with a checksum of their own. */
    public static final int BLOCK = 1 << 16;

    private static final byte[] MAGIC = {'B', 'S', 'T', 'K', 'S', 'U', 'M', 'S'};
    private static final int VERSION = 1;
    private static final int HEADER = 56;
    private static final int CRC = 4;

    private final ChainId chain;
    private final long number;
    private final long millis;
    private final long length;
    private final int[] sums;

    /**
     * Creates checksums.
     *
     * @param number of the state
     * @param millis its time
     * @param length of the payload
     * @param sums of its blocks
     */
    @SuppressWarnings("ArrayRecordComponent")
    public BaseSums(ChainId chain, long number, long millis, long length, int[] sums) {
        this.chain = chain;
        this.number = number;
        this.millis = millis;
        this.length = length;
        this.sums = sums.clone();
    }

    /** {@return the chain} */
    public ChainId chain() {
        return chain;
    }

    /** {@return the number of the state} */
    public long number() {
        return number;
    }

    /** {@return the time of the state} */
    public long millis() {
        return millis;
    }

    /** {@return the length of the payload} */
    public long length() {
        return length;
    }

    /** {@return how many blocks a payload has} */
    public static int blocks(long length) {
        return Math.toIntExact((length + BLOCK - 1) / BLOCK);
    }

    /** {@return the checksum of bytes} */
    public static int sum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    /** {@return whether a block's bytes are those that were written} */
    public boolean fits(int block, ByteBuffer bytes) {
        return sums[block] == sum(bytes);
    }

    /** {@return the file} */
    public ByteBuffer encode() {
        ByteBuffer b = ByteBuffer.allocate(HEADER + CRC * sums.length + CRC).order(ByteOrder.LITTLE_ENDIAN);
        b.put(MAGIC).putInt(VERSION).putInt(BLOCK);
        b.putLong(chain.high()).putLong(chain.low());
        b.putLong(number).putLong(millis).putLong(length);
        for (int sum : sums) {
            b.putInt(sum);
        }
        b.putInt(sum(ByteBuffer.wrap(b.array(), 0, b.position())));
        return b.flip();
    }

    /**
     * Reads checksums.
     *
     * @throws BackupDamagedException if they are damaged
     */
    public static BaseSums read(BackupFile file) throws IOException {
        long size = file.size();
        if (size < HEADER + CRC || size > Integer.MAX_VALUE - 16) {
            throw new BackupDamagedException(
                    file.name(), -1, "checksums of a base cannot have %d bytes".formatted(size));
        }
        ByteBuffer b = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        file.read(0, b);
        b.flip();
        byte[] magic = new byte[MAGIC.length];
        b.get(magic);
        int version = b.getInt();
        int block = b.getInt();
        if (!Arrays.equals(magic, MAGIC) || version != VERSION || block != BLOCK) {
            throw new BackupDamagedException(
                    file.name(),
                    0,
                    "expected checksums of a base, version %d, found something else".formatted(VERSION));
        }
        int at = (int) size - CRC;
        int expected = b.getInt(at);
        int found = sum(ByteBuffer.wrap(b.array(), 0, at));
        if (expected != found) {
            throw new BackupDamagedException(
                    file.name(), at, "expected the checksum %08x, found %08x".formatted(expected, found));
        }
        ChainId chain = new ChainId(b.getLong(), b.getLong());
        long number = b.getLong();
        long millis = b.getLong();
        long length = b.getLong();
        int[] sums = new int[(at - HEADER) / CRC];
        if (length < 0 || blocks(length) != sums.length) {
            throw new BackupDamagedException(
                    file.name(), 48, "a payload of %d bytes does not have %d checksums".formatted(length, sums.length));
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] = b.getInt();
        }
        return new BaseSums(chain, number, millis, length, sums);
    }
}
