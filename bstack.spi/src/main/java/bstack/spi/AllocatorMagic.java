package bstack.spi;

/** SCAFFOLD: where in the payload, and the bytes that must match; an empty prefix is never detected. */
public record AllocatorMagic(long offset, byte[] prefix) {
    public AllocatorMagic { prefix = prefix.clone(); }
    @Override public byte[] prefix() { return prefix.clone(); }
}
