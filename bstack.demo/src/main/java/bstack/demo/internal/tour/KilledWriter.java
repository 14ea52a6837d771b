package bstack.demo.internal.tour;

import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectAttributes;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.store.ValueSource;
import bstack.spi.BStackAllocators;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;

/**
 * The process that the tour kills: it puts one version after the other under a few keys, and says after each put that
 * it is done.
 *
 * <p>Version {@code n} goes under key {@code n mod 50}; its bytes follow from its number.
 */
public final class KilledWriter {
    private static final int KEYS = 50;
    private static final int LARGEST = 6000;

    private KilledWriter() {}

    /** Puts until the process is killed, or {@code most} versions are there. */
    public static void run(Path file, long most, Tour.Output acknowledged) throws IOException {
        try (ObjectStore store = ObjectStore.in(BStackAllocators.open(file))) {
            for (long version = 0; version < most; version++) {
                ObjectAttributes attributes = ObjectAttributes.ofValue(Instant.now());
                store.put(key(version), attributes, ValueSource.of(value(version)));
                acknowledged.line(Long.toString(version));
            }
        }
    }

    /** {@return the key that a version goes under} */
    static Key key(long version) {
        return Key.of("object-" + version % KEYS);
    }

    /** {@return the version before this one under the same key, negative if there is none} */
    static long before(long version) {
        return version - KEYS;
    }

    /** {@return the bytes of a version, its number in front} */
    static byte[] value(long version) {
        Random random = new Random(version);
        byte[] value = new byte[8 + random.nextInt(LARGEST)];
        random.nextBytes(value);
        ByteBuffer.wrap(value).putLong(0, version);
        return value;
    }

    /** {@return the version that a value is, or −1 if it is none} */
    static long version(byte[] value) {
        if (value.length < 8) {
            return -1;
        }
        long version = ByteBuffer.wrap(value).getLong(0);
        return version >= 0 && Arrays.equals(value, value(version)) ? version : -1;
    }
}
