package bstack.collections.internal.page;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The stamps of pages. Each is given once: they count on from a random number, drawn when a heap's pages are opened, and
 * nothing sets them back.
 */
final class Stamps {
    private final AtomicLong next = new AtomicLong(random());

    /** {@return a stamp that no other page has} */
    long next() {
        return next.getAndIncrement();
    }

    /** {@return a number of which all 64 bits are random} */
    private static long random() {
        UUID id = UUID.randomUUID();
        return id.getMostSignificantBits() * 31 + id.getLeastSignificantBits();
    }
}
