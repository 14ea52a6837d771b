package bstack.spi;

/** SCAFFOLD of the slice. */
public final class BStackSlice implements Comparable<BStackSlice> {
    private final BStackAllocator allocator;
    private final long start;
    private final long length;
    private BStackSlice(BStackAllocator a, long start, long length) { this.allocator = a; this.start = start; this.length = length; }
    public static BStackSlice of(BStackAllocator a, long start, long length) { return new BStackSlice(a, start, length); }
    public long start() { return start; }
    public long end() { return start + length; }
    public long length() { return length; }
    public boolean isEmpty() { return length == 0; }
    public BStackAllocator allocator() { return allocator; }
    public byte[] read() throws java.io.IOException { return allocator.stack().get(start, start + length); }
    public void write(byte[] data) throws java.io.IOException { allocator.stack().set(start, java.util.Arrays.copyOf(data, (int) Math.min(data.length, length))); }
    @Override public int compareTo(BStackSlice o) { int c = Long.compare(start, o.start); return c != 0 ? c : Long.compare(length, o.length); }
    @Override public boolean equals(Object o) { return o instanceof BStackSlice s && s.start == start && s.length == length; }
    @Override public int hashCode() { return Long.hashCode(start * 31 + length); }
}
