package bstack.testkit.storage;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link CrashingStorage} holds: for every sector what is durable, what the cache shows to readers, and the
 * versions since the last flush; and the same of the size. Guarded by the disk's monitor.
 */
final class DiskContents {
    /** By sector: what survives a crash for certain, unless a version of {@link #unflushed} takes its place. */
    byte[][] durable = {};
    /** By sector: what readers see. */
    byte[][] cache = {};
    /** By sector: the contents since the last flush, oldest first; null if there are none. */
    byte[] @Nullable [][] unflushed = {};

    long durableSize;
    long size;
    /** The sizes since the last flush, oldest first. */
    long[] unflushedSizes = {};

    /** Holds a file durably. After its end is garbage, as on a used medium. */
    DiskContents(byte[] file) {
        capacity(1);
        durable[0] = Sectors.ZERO; // a new file shows zeros where its header is not written yet
        capacity(Sectors.count(file.length));
        size = file.length;
        put(0, ByteBuffer.wrap(file));
        settleAll();
    }

    /** Copies; sectors are shared. */
    DiskContents(DiskContents other) {
        durable = other.durable.clone();
        cache = other.cache.clone();
        unflushed = other.unflushed.clone();
        durableSize = other.durableSize;
        size = other.size;
        unflushedSizes = other.unflushedSizes;
    }

    int read(long position, ByteBuffer dst) {
        if (position >= size) {
            return 0;
        }
        int total = (int) Math.min(dst.remaining(), size - position);
        int sector = Sectors.of(position);
        int at = Sectors.within(position);
        for (int done = 0; done < total; sector++, at = 0) {
            int n = Math.min(total - done, Sectors.SIZE - at);
            if (dst.hasArray()) { // most are small, and checking a buffer costs more than copying
                System.arraycopy(cache[sector], at, dst.array(), dst.arrayOffset() + dst.position() + done, n);
            } else {
                dst.put(dst.position() + done, cache[sector], at, n);
            }
            done += n;
        }
        dst.position(dst.position() + total);
        return total;
    }

    /** Every write makes new versions of the sectors it touches; one that changes nothing makes none. */
    void put(long position, ByteBuffer src) {
        int sector = Sectors.of(position);
        for (int at = Sectors.within(position); src.hasRemaining(); sector++, at = 0) {
            int n = Math.min(src.remaining(), Sectors.SIZE - at);
            if (isShown(sector, at, src, n)) {
                src.position(src.position() + n);
            } else {
                byte[] content = cache[sector].clone();
                src.get(content, at, n);
                version(sector, content);
            }
        }
    }

    /** {@return whether the newest version of a sector, which the cache shows, holds the next bytes of a buffer already} */
    private boolean isShown(int sector, int at, ByteBuffer src, int n) {
        byte[] shown = cache[sector];
        if (!src.hasArray() || newest(sector) != shown) {
            return false;
        }
        int from = src.arrayOffset() + src.position();
        return Arrays.equals(shown, at, at + n, src.array(), from, from + n);
    }

    private byte[] newest(int sector) {
        byte[][] versions = unflushed[sector];
        return versions == null ? durable[sector] : versions[versions.length - 1];
    }

    private void version(int sector, byte[] content) {
        byte[] last = newest(sector);
        if (Arrays.equals(last, content)) {
            cache[sector] = last;
            return;
        }
        cache[sector] = content;
        byte[][] before = unflushed[sector];
        if (before == null) {
            unflushed[sector] = new byte[][] {content};
        } else {
            byte[][] versions = Arrays.copyOf(before, before.length + 1);
            versions[before.length] = content;
            unflushed[sector] = versions;
        }
    }

    /** Bytes {@code [from, to)} of the cache are durable now; nothing is said about the others of their sectors. */
    void settle(long from, long to) {
        if (to > durableSize) {
            durableSize = size; // a durable byte lies within a durable size
            unflushedSizes = new long[0];
        }
        for (int sector = Sectors.of(from); (long) sector * Sectors.SIZE < to; sector++) {
            byte[][] versions = unflushed[sector];
            if (versions == null) {
                continue;
            }
            long start = (long) sector * Sectors.SIZE;
            int low = (int) Math.max(0, from - start);
            int high = (int) Math.min(Sectors.SIZE, to - start);
            if (high - low == Sectors.SIZE) {
                durable[sector] = cache[sector];
                unflushed[sector] = null;
            } else {
                durable[sector] = Sectors.with(durable[sector], low, cache[sector], low, high - low);
                settleVersions(sector, versions, low, high - low);
            }
        }
    }

    private void settleVersions(int sector, byte[][] versions, int at, int length) {
        byte[][] kept = new byte[versions.length][];
        int n = 0;
        for (byte[] version : versions) {
            byte[] settled = Sectors.with(version, at, cache[sector], at, length);
            byte[] last = n == 0 ? durable[sector] : kept[n - 1];
            if (!Arrays.equals(settled, last)) {
                kept[n++] = settled;
            }
        }
        unflushed[sector] = n == 0 ? null : Arrays.copyOf(kept, n);
    }

    /** {@return whether that changes the size} */
    boolean resize(long newSize) {
        if (newSize == size) {
            return false;
        }
        if (newSize > size) {
            capacity(Sectors.count(newSize));
            exposeZeros(size, newSize);
        }
        size = newSize;
        unflushedSizes = Arrays.copyOf(unflushedSizes, unflushedSizes.length + 1);
        unflushedSizes[unflushedSizes.length - 1] = newSize;
        return true;
    }

    /** New bytes read as zero; that is no write, so the medium may keep what it held there. */
    private void exposeZeros(long from, long to) {
        int first = Sectors.of(from);
        int within = (int) (from % Sectors.SIZE);
        if (within > 0) {
            cache[first] = Sectors.with(cache[first], within, Sectors.ZERO, 0, Sectors.SIZE - within);
            first++;
        }
        for (int i = first; i < Sectors.count(to); i++) {
            cache[i] = Sectors.ZERO;
        }
    }

    private void capacity(int sectors) {
        int old = cache.length;
        if (sectors > old) {
            int length = Math.max(sectors, old + old / 8);
            durable = Arrays.copyOf(durable, length);
            cache = Arrays.copyOf(cache, length);
            unflushed = Arrays.copyOf(unflushed, length);
            for (int i = old; i < length; i++) {
                durable[i] = Sectors.garbage(i);
                cache[i] = Sectors.ZERO;
            }
        }
    }

    /** Drops every doubt: what readers see is durable. */
    void settleAll() {
        for (int i = 0; i < unflushed.length; i++) {
            if (unflushed[i] != null) {
                durable[i] = cache[i];
                unflushed[i] = null;
            }
        }
        durableSize = size;
        unflushedSizes = new long[0];
    }

    boolean hasUnflushed() {
        if (durableSize != size || unflushedSizes.length > 0) {
            return true;
        }
        for (int i = 0; i < Sectors.count(size); i++) {
            if (unflushed[i] != null) {
                return true;
            }
        }
        return false;
    }

    boolean showsMoreThanIsDurable() {
        for (int i = 0; i < Sectors.count(size); i++) {
            if (cache[i] != durable[i] && unflushed[i] == null) {
                int within = (int) Math.min(Sectors.SIZE, size - (long) i * Sectors.SIZE);
                if (!Arrays.equals(cache[i], 0, within, durable[i], 0, within)) {
                    return true;
                }
            }
        }
        return false;
    }

    boolean shows(long position, byte[] bytes) {
        int sector = Sectors.of(position);
        int at = Sectors.within(position);
        for (int done = 0; done < bytes.length; sector++, at = 0) {
            int n = Math.min(bytes.length - done, Sectors.SIZE - at);
            if (!Arrays.equals(cache[sector], at, at + n, bytes, done, done + n)) {
                return false;
            }
            done += n;
        }
        return true;
    }

    /** Flips a bit of what is durable alone. */
    void flipDurably(long position) {
        int sector = Sectors.of(position);
        byte[] older = durable[sector].clone();
        older[Sectors.within(position)] ^= 1;
        durable[sector] = older;
    }

    byte cached(int position) {
        return position < size ? cache[position / Sectors.SIZE][position % Sectors.SIZE] : 0;
    }
}
