package bstack.bench.contender.sorted;

/** Counts entries, and looks at them. */
final class Counter {
    private long entries;
    private long bytes;

    /** Takes an entry. */
    void see(byte[] key, byte[] value) {
        see(key[0], value.length, value[value.length - 1]);
    }

    /** Takes a part of the key and of the value, which have been read. */
    void see(byte key, int length, byte value) {
        entries++;
        bytes += key + length + value;
    }

    /** {@return how many there were} */
    long entries() {
        if (bytes == Long.MIN_VALUE) {
            throw new IllegalStateException("too many bytes");
        }
        return entries;
    }
}
