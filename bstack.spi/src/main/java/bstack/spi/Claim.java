package bstack.spi;

import bstack.core.BStack;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * That a stack carries an allocator; a stack carries one at a time.
 *
 * <p>Claims are kept by the identity of the stack, and keep no stack alive. A claim that fails for want of memory may
 * have been made all the same, so whoever makes one gives it back if anything is thrown: {@link #release} lets go of
 * this claim only. Nothing is made when the class is initialised, for a class whose initialisation fails once is lost.
 * Thread-safe.
 */
final class Claim {
    private static @Nullable Map<BStack, Claim> claims;

    private final String name;
    /** Whether this claim holds nothing any more, although it may still be in the map. */
    private volatile boolean released;

    /** Makes a claim that holds no stack yet; the name is that of the allocator, for messages. */
    Claim(String name) {
        this.name = name;
    }

    /** Takes a stack, or throws if it has an allocator. */
    void take(BStack stack) {
        Claim holder = holder(stack, this);
        if (holder != null) {
            throw holder.refusal(stack);
        }
    }

    /** Lets go of a stack if this claim holds it. */
    void release(BStack stack) {
        // First, and in place: to take it out of the map could fail.
        released = true;
        synchronized (Claim.class) {
            if (claims != null && claims.get(stack) == this) {
                claims.remove(stack);
            }
        }
    }

    /** Throws for a stack that has an allocator. */
    static void checkNone(BStack stack) {
        Claim holder = holder(stack, null);
        if (holder != null) {
            throw holder.refusal(stack);
        }
    }

    /** {@return the claim on the stack; if there is none, null, and then {@code claim} has it if that is one} */
    private static synchronized @Nullable Claim holder(BStack stack, @Nullable Claim claim) {
        if (claims == null) {
            claims = new WeakHashMap<>();
        }
        Claim holder = claims.get(stack);
        if (holder != null && holder.released) {
            holder = null;
        }
        if (holder == null && claim != null) {
            claims.put(stack, claim);
        }
        return holder;
    }

    private IllegalStateException refusal(BStack stack) {
        return new IllegalStateException(
                "%s has a %s allocator already: use that one, or take the stack from it with intoStack()"
                        .formatted(stack.name(), name));
    }
}
