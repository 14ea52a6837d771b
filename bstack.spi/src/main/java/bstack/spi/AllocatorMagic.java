package bstack.spi;

import bstack.core.BStack;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The magic of an allocator's files: an offset in the payload, and the bytes that must be there.
 *
 * <p>The prefix has the bytes that every file of the allocator has in common, so leave out bytes that later versions
 * may raise. An empty prefix is never detected: such an allocator is opened only by name. Two magics are equal if their
 * offset and bytes are. The bytes are copied by the constructor and by {@link #prefix()}. Immutable and thread-safe.
 *
 * @param offset offset in the payload of the first byte
 * @param prefix the bytes that must match; may be empty
 */
public record AllocatorMagic(long offset, byte[] prefix) {

    /**
     * Creates the magic.
     *
     * @throws IllegalArgumentException if {@code offset} is negative, or {@code prefix} would end above 2^63 − 1
     */
    public AllocatorMagic {
        prefix = prefix.clone();
        if (offset < 0 || offset > Long.MAX_VALUE - prefix.length) {
            throw new IllegalArgumentException(
                    "a magic of %d bytes cannot be at offset %d".formatted(prefix.length, offset));
        }
    }

    /** {@return a copy of the bytes that must match} */
    @Override
    public byte[] prefix() {
        return prefix.clone();
    }

    /** {@return whether this magic can identify a file: whether the prefix is not empty} */
    public boolean isDetectable() {
        return prefix.length > 0;
    }

    /**
     * {@return whether the payload of {@code stack} has this magic; never for an empty prefix}
     *
     * @param stack the stack; it is only read
     * @throws IllegalStateException if the stack is closed
     * @throws IOException if the stack fails
     */
    public boolean matches(BStack stack) throws IOException {
        if (!isDetectable() || stack.length() < offset + prefix.length) {
            return false;
        }
        return Arrays.equals(prefix, stack.get(offset, offset + prefix.length));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AllocatorMagic that && offset == that.offset && Arrays.equals(prefix, that.prefix);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(offset) + Arrays.hashCode(prefix);
    }

    @Override
    public String toString() {
        return isDetectable() ? "%s at %d".formatted(HexFormat.ofDelimiter(" ").formatHex(prefix), offset) : "no magic";
    }
}
