package bstack.collections.internal.page;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The stamps of pages. Each is given once: they count on from a random number, drawn when this process writes its first
 * page, and nothing sets them back.
 */
final class Stamps {
    private static final AtomicLong NEXT = new AtomicLong(random());

    private Stamps() {}

    /** {@return a stamp that no other page has} */
    static long next() {
        return NEXT.getAndIncrement();
    }

    /** {@return a number of which all 64 bits are random} */
    static long random() {
        UUID id = UUID.randomUUID();
        return id.getMostSignificantBits() * 31 + id.getLeastSignificantBits();
    }
}
