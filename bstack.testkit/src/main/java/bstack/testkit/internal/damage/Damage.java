package bstack.testkit.internal.damage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A file with damage done to it.
 *
 * @param description what was done
 * @param file the damaged file
 * @param kind how much of an accident it is
 */
public record Damage(String description, byte[] file, Kind kind) {
    /** How much of an accident it is. */
    enum Kind {
        /** One flipped bit, or one truncation. */
        SINGLE,
        /** More than that. */
        SEVERAL,
        /** None: checksums were made to fit. */
        SEALED
    }

    private static final int SECTOR = 512;
    private static final int LONGEST_RUN = 600;
    private static final long[] WILD = {
        0,
        1,
        8,
        16,
        48,
        -1,
        -8,
        Long.MAX_VALUE,
        Long.MAX_VALUE - 7,
        Long.MAX_VALUE - 31,
        Long.MIN_VALUE,
        1L << 62,
        1L << 40,
        1L << 32,
        1L << 31,
        (1L << 31) - 8
    };

    public static Damage truncated(byte[] file, int length) {
        return new Damage("cut to %d bytes".formatted(length), Arrays.copyOf(file, length), Kind.SINGLE);
    }

    public static Damage flipped(byte[] file, int at, int bit) {
        byte[] damaged = file.clone();
        damaged[at] ^= (byte) (1 << bit);
        return new Damage("bit %d of byte %d flipped".formatted(bit, at), damaged, Kind.SINGLE);
    }

    /** {@return the file with its i-th word of eight bytes replaced by a wild value or by another of its words} */
    public static Damage word(byte[] file, int word, int value) {
        ByteBuffer bytes = ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN);
        long wild = value < WILD.length ? WILD[value] : bytes.getLong(Long.BYTES * (value - WILD.length));
        bytes.putLong(Long.BYTES * word, wild);
        return new Damage("word %d is %d".formatted(Long.BYTES * word, wild), bytes.array(), Kind.SEVERAL);
    }

    /** {@return a value that no length, offset or size should have, or one that the file could have} */
    static long wild(SplittableRandom random, int fileSize) {
        int i = random.nextInt(2 * WILD.length);
        return i < WILD.length ? WILD[i] : (long) Long.BYTES * random.nextInt(fileSize / Long.BYTES + 1);
    }

    /** {@return how many values {@link #word} knows} */
    public static int values(byte[] file) {
        return WILD.length + file.length / Long.BYTES;
    }

    /** {@return the file with one or two pieces of random damage} */
    public static Damage random(byte[] file, SplittableRandom random) {
        Damage once = once(file, random);
        if (random.nextInt(4) > 0) {
            return once;
        }
        Damage twice = once(once.file, random);
        return new Damage(once.description + ", " + twice.description, twice.file, Kind.SEVERAL);
    }

    private static Damage once(byte[] file, SplittableRandom random) {
        if (file.length < 2 * SECTOR) {
            return run(file, random);
        }
        return switch (random.nextInt(8)) {
            case 0, 1 -> run(file, random);
            case 2 -> fill(file, random);
            case 3 -> swapped(file, random);
            case 4 ->
                copied(
                        file,
                        SECTOR * random.nextInt(file.length / SECTOR),
                        SECTOR * random.nextInt(file.length / SECTOR),
                        SECTOR);
            case 5, 6 -> piece(file, random);
            default -> wildWord(file, random);
        };
    }

    private static Damage run(byte[] file, SplittableRandom random) {
        byte[] run = new byte[Math.min(file.length, 1 + random.nextInt(random.nextBoolean() ? 8 : LONGEST_RUN))];
        random.nextBytes(run);
        int at = random.nextInt(file.length - run.length + 1);
        byte[] damaged = file.clone();
        System.arraycopy(run, 0, damaged, at, run.length);
        return new Damage("%d random bytes at %d".formatted(run.length, at), damaged, Kind.SEVERAL);
    }

    private static Damage fill(byte[] file, SplittableRandom random) {
        int count = 1 + random.nextInt(LONGEST_RUN);
        int at = random.nextInt(file.length - count + 1);
        byte value = (byte) -random.nextInt(2);
        byte[] damaged = file.clone();
        Arrays.fill(damaged, at, at + count, value);
        return new Damage("%d bytes at %d are %d".formatted(count, at, value), damaged, Kind.SEVERAL);
    }

    private static Damage swapped(byte[] file, SplittableRandom random) {
        int a = SECTOR * random.nextInt(file.length / SECTOR);
        int b = SECTOR * random.nextInt(file.length / SECTOR);
        byte[] damaged = file.clone();
        System.arraycopy(file, a, damaged, b, SECTOR);
        System.arraycopy(file, b, damaged, a, SECTOR);
        return new Damage("sectors at %d and %d swapped".formatted(a, b), damaged, Kind.SEVERAL);
    }

    private static Damage piece(byte[] file, SplittableRandom random) {
        int count = Long.BYTES * (1 + random.nextInt(LONGEST_RUN / Long.BYTES));
        int last = (file.length - count) / Long.BYTES + 1;
        return copied(file, Long.BYTES * random.nextInt(last), Long.BYTES * random.nextInt(last), count);
    }

    private static Damage copied(byte[] file, int from, int to, int count) {
        byte[] damaged = file.clone();
        System.arraycopy(file, from, damaged, to, count);
        return new Damage("%d bytes at %d are those at %d".formatted(count, to, from), damaged, Kind.SEVERAL);
    }

    private static Damage wildWord(byte[] file, SplittableRandom random) {
        return word(file, random.nextInt(file.length / Long.BYTES), random.nextInt(values(file)));
    }
}
