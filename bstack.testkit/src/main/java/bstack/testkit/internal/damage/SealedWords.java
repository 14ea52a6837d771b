package bstack.testkit.internal.damage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * Wild values in base records and frames under a checksum that fits, as no accident but an attacker makes them: what
 * recovery must not trust because of the checksum. Written from the tables of docs/format.md.
 */
public final class SealedWords {
    private static final long BASE = 0x45534142_4B545342L;
    private static final long FRAME = 0x4D415246_4B545342L;
    private static final int SECTOR = 512;
    private static final int BASE_CRC_AT = 508;
    private static final int FRAME_CRC_AT = 52;
    private static final int FRAME_SIZE_AT = 8;
    /** Salt, generation, lengths and positions; the ranges of a frame follow its 64 bytes. */
    private static final int FIRST = 16;

    private static final int LAST = 120;

    private SealedWords() {}

    static long get(byte[] file, int at) {
        return words(file).getLong(at);
    }

    private static ByteBuffer words(byte[] file) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** {@return the file with one to three words of its records replaced, and their checksums made to fit} */
    public static Damage damage(byte[] file, SplittableRandom random) {
        byte[] damaged = file.clone();
        ByteBuffer words = words(damaged);
        StringBuilder done = new StringBuilder("under a checksum");
        int changes = 1 + random.nextInt(3);
        while (changes > 0) {
            int record = SECTOR * random.nextInt(file.length / SECTOR);
            long magic = words.getLong(record);
            if (magic != BASE && magic != FRAME) {
                continue;
            }
            int at = record + FIRST + Long.BYTES * random.nextInt((LAST - FIRST) / Long.BYTES);
            long value = random.nextInt(3) == 0
                    ? words.getLong(at) + (long) Long.BYTES * (random.nextInt(65) - 32)
                    : Damage.wild(random, file.length);
            words.putLong(at, value);
            done.append(", word %d is %d".formatted(at, value));
            seal(damaged, words, record, magic == BASE);
            changes--;
        }
        return new Damage(done.toString(), damaged, Damage.Kind.SEALED);
    }

    private static void seal(byte[] file, ByteBuffer words, int record, boolean base) {
        CRC32C crc = new CRC32C();
        if (base) {
            crc.update(file, record, BASE_CRC_AT);
            words.putInt(record + BASE_CRC_AT, (int) crc.getValue());
        } else {
            long size = words.getLong(record + FRAME_SIZE_AT);
            words.putInt(record + FRAME_CRC_AT, 0);
            crc.update(file, record, (int) Math.min(size, words.capacity() - record));
            words.putInt(record + FRAME_CRC_AT, (int) crc.getValue());
        }
    }
}
