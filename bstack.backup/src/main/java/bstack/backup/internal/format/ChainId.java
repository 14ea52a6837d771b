package bstack.backup.internal.format;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** What all files of a chain have in common, and no file of another: 16 random bytes. */
public record ChainId(long high, long low) {
    /** {@return a new one} */
    public static ChainId random() {
        ByteBuffer bytes = ByteBuffer.allocate(16);
        new SecureRandom().nextBytes(bytes.array());
        return new ChainId(bytes.getLong(), bytes.getLong());
    }

    @Override
    public String toString() {
        return "%016x%016x".formatted(high, low);
    }
}
