package bstack.testkit.storage;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The states that a crash can leave of one snapshot: for every sector with unflushed versions one of them or the
 * durable content, a size, and a way in which the chosen sectors are torn.
 */
public final class Survivors {
    /** How a chosen sector survives. */
    public enum Tear {
        /** As a whole. */
        SECTORS(Sectors.SIZE),
        /** In words of eight bytes, each of any version. */
        WORDS(8),
        /** Byte by byte, each of any version. */
        BYTES(1),
        /** As a whole, but bytes that an unflushed write changes may hold anything. */
        GARBAGE(Sectors.SIZE);

        private static final Tear[] ALL = values();

        final int grain;

        Tear(int grain) {
            this.grain = grain;
        }

        /** {@return one of them by chance, as a whole in half of the cases} */
        public static Tear any(SplittableRandom random) {
            // Half of the states whole: they are made fastest and find most.
            int i = random.nextInt(2 * ALL.length - 2);
            return i < ALL.length ? ALL[i] : SECTORS;
        }
    }

    private static final int HEADER_BYTES = 16;
    /** Of the header only byte 5 changes below here, and one byte cannot tear. */
    private static final int FIRST_LENGTH_BYTE = 8;

    private static final int GARBAGE_PERCENT = 40;
    private static final int STALE_PERCENT = 70;

    private final CrashingStorage disk;
    private final int[] sectors;
    /** By unit: the durable content, then the distinct versions, oldest first. */
    private final byte[][][] contents;

    private final long[] sizes;
    private final long smallest;
    private final boolean grew;
    /** Hashes of the states that were made; of 64 bits, so that two different states never have the same in practice. */
    private final Set<Long> made = new HashSet<>();

    /**
     * Looks at a snapshot.
     *
     * @param disk the snapshot; it is not changed
     */
    public Survivors(CrashingStorage disk) {
        this.disk = disk;
        DiskContents held = disk.contents;
        int n = 0;
        int[] found = new int[held.unflushed.length];
        byte[][][] all = new byte[held.unflushed.length][][];
        for (int i = 0; i < held.unflushed.length; i++) {
            byte[][] versions = held.unflushed[i];
            if (versions != null) {
                byte[][] distinct = distinct(held.durable[i], versions);
                if (distinct.length > 1) {
                    found[n] = i;
                    all[n++] = distinct;
                }
            }
        }
        sectors = Arrays.copyOf(found, n);
        contents = Arrays.copyOf(all, n);
        long[] possible = new long[held.unflushedSizes.length + 1];
        int count = 0;
        possible[count++] = held.durableSize;
        long previous = held.durableSize;
        long min = previous;
        boolean larger = false;
        for (long s : held.unflushedSizes) {
            larger |= s > previous;
            previous = s;
            min = Math.min(min, s);
            if (!contains(possible, count, s)) {
                possible[count++] = s;
            }
        }
        sizes = Arrays.copyOf(possible, count);
        smallest = min;
        grew = larger;
    }

    private static boolean contains(long[] values, int count, long value) {
        for (int i = 0; i < count; i++) {
            if (values[i] == value) {
                return true;
            }
        }
        return false;
    }

    private static byte[][] distinct(byte[] first, byte[][] versions) {
        byte[][] result = new byte[versions.length + 1][];
        int n = 0;
        result[n++] = first;
        for (byte[] version : versions) {
            boolean known = false;
            for (int i = 0; i < n && !known; i++) {
                known = Sectors.same(result[i], version);
            }
            if (!known) {
                result[n++] = version;
            }
        }
        return n == result.length ? result : Arrays.copyOf(result, n);
    }

    /** {@return how many sectors may survive in more than one content} */
    public int units() {
        return sectors.length;
    }

    /** {@return the number of contents of a unit, the durable one included} */
    public int choices(int unit) {
        return contents[unit].length;
    }

    /** {@return how many sizes may survive} */
    public int sizes() {
        return sizes.length;
    }

    /** {@return one of the sizes that may survive} */
    public long size(int index) {
        return sizes[index];
    }

    /** {@return how many states there are with whole sectors; {@code limit + 1} if more than {@code limit}} */
    public long combinations(long limit) {
        long product = sizes.length;
        for (byte[][] content : contents) {
            product *= content.length;
            if (product > limit) {
                return limit + 1;
            }
        }
        return product;
    }

    /** {@return a random choice: mostly the newest, mostly the oldest, or evenly mixed} */
    public int[] randomChoice(SplittableRandom random) {
        int[] choice = new int[sectors.length];
        int bias = random.nextInt(4);
        int newest = bias == 0 ? 85 : bias == 1 ? 15 : -1;
        for (int i = 0; i < choice.length; i++) {
            int last = contents[i].length - 1;
            choice[i] = newest < 0 ? random.nextInt(last + 1) : random.nextInt(100) < newest ? last : 0;
        }
        return choice;
    }

    /** {@return the disk after a power cut: nothing unflushed, the cache is what survived} */
    public CrashingStorage afterPowerCut(int[] choice, long size, Tear tear, SplittableRandom random) {
        CrashingStorage after = disk.snapshot();
        DiskContents left = after.contents;
        for (int i = 0; i < sectors.length; i++) {
            left.durable[sectors[i]] = survivor(i, choice[i], tear, random);
        }
        if (grew && tear != Tear.SECTORS) {
            unwritten(left, size, random);
        }
        Arrays.fill(left.unflushed, null);
        System.arraycopy(left.durable, 0, left.cache, 0, left.cache.length);
        left.size = size;
        left.durableSize = size;
        left.unflushedSizes = new long[0];
        return after;
    }

    /**
     * {@return whether this state is none that was made before}
     *
     * @param after what {@link #afterPowerCut} has made
     */
    public boolean isNew(CrashingStorage after) {
        DiskContents left = after.contents;
        long hash = left.size;
        for (int sector : sectors) {
            hash = Sectors.hash(left.durable[sector], hash);
        }
        if (grew) {
            for (int i = firstUnwritten(); i < Sectors.count(left.size); i++) {
                hash = Sectors.hash(left.durable[i], hash);
            }
        }
        return made.add(hash);
    }

    /** {@return the disk after the flush of {@code [from, to)} failed: the cache as it was, and clean} */
    public CrashingStorage failedFlush(int[] choice, long size, long from, long to) {
        CrashingStorage after = disk.snapshot();
        DiskContents left = after.contents;
        boolean everything = to == Long.MAX_VALUE;
        for (int i = 0; i < sectors.length; i++) {
            int sector = sectors[i];
            byte[] survivor = contents[i][choice[i]];
            if (everything) {
                left.durable[sector] = survivor;
            } else {
                long start = (long) sector * Sectors.SIZE;
                int low = (int) Math.max(0, Math.min(from - start, Sectors.SIZE));
                int high = (int) Math.max(0, Math.min(to - start, Sectors.SIZE));
                if (low < high) {
                    left.durable[sector] = Sectors.with(left.durable[sector], low, survivor, low, high - low);
                    left.unflushed[sector] = null;
                }
            }
        }
        if (everything) {
            Arrays.fill(left.unflushed, null);
            left.durableSize = size;
            left.unflushedSizes = size == left.size ? new long[0] : new long[] {left.size};
        }
        return after;
    }

    private byte[] survivor(int unit, int choice, Tear tear, SplittableRandom random) {
        byte[][] versions = contents[unit];
        return switch (tear) {
            case SECTORS -> versions[choice];
            case WORDS, BYTES -> torn(versions, tear.grain, random);
            case GARBAGE -> scrambled(unit, versions[choice], random);
        };
    }

    private static byte[] torn(byte[][] versions, int grain, SplittableRandom random) {
        byte[] draws = new byte[Sectors.SIZE / grain];
        random.nextBytes(draws);
        byte[] result = new byte[Sectors.SIZE];
        for (int i = 0; i < draws.length; i++) {
            byte[] source = versions[(draws[i] & 0xff) * versions.length >> Byte.SIZE];
            if (grain == 1) {
                result[i] = source[i];
            } else {
                System.arraycopy(source, i * grain, result, i * grain, grain);
            }
        }
        return result;
    }

    private byte[] scrambled(int unit, byte[] chosen, SplittableRandom random) {
        if (random.nextInt(100) >= GARBAGE_PERCENT) {
            return chosen;
        }
        byte[] result = chosen.clone();
        byte[] garbage = Sectors.garbage(random.nextInt());
        int first = sectors[unit] == 0 ? firstScrambled(contents[unit]) : 0;
        for (int at = first; at < Sectors.SIZE; at++) {
            if (changes(contents[unit], at) && (garbage[(at * 7) % Sectors.SIZE] & 1) == 0) {
                result[at] = garbage[at];
            }
        }
        return result;
    }

    private static int firstScrambled(byte[][] versions) {
        int changing = 0;
        for (int at = FIRST_LENGTH_BYTE; at < HEADER_BYTES; at++) {
            changing += changes(versions, at) ? 1 : 0;
        }
        return changing > 1 ? FIRST_LENGTH_BYTE : HEADER_BYTES;
    }

    private static boolean changes(byte[][] versions, int at) {
        for (int i = 1; i < versions.length; i++) {
            if (versions[i][at] != versions[0][at]) {
                return true;
            }
        }
        return false;
    }

    /** Space that came with an unflushed growth and was never written shows old content, zeros or garbage. */
    private void unwritten(DiskContents left, long size, SplittableRandom random) {
        int unit = 0;
        for (int i = firstUnwritten(); i < Sectors.count(size); i++) {
            while (unit < sectors.length && sectors[unit] < i) {
                unit++;
            }
            if ((unit == sectors.length || sectors[unit] != i) && random.nextInt(100) >= STALE_PERCENT) {
                left.durable[i] = random.nextBoolean() ? Sectors.ZERO : Sectors.garbage(random.nextInt());
            }
        }
    }

    private int firstUnwritten() {
        return Sectors.count(Math.max(smallest, HEADER_BYTES));
    }
}
