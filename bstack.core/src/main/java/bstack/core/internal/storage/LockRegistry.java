package bstack.core.internal.storage;

import java.util.HashMap;
import java.util.Map;

/**
 * Which files this JVM has open, so that a refusal can say who holds the file. The lock that counts between processes
 * is the operating system's; this one also covers the platforms where that one does not exclude the same process.
 */
final class LockRegistry {
    private static final Map<Object, Integer> HELD = new HashMap<>();
    private static final int EXCLUSIVE = -1;

    private LockRegistry() {}

    /** {@return whether the file was free for this use; if so it is taken} */
    static synchronized boolean take(Object fileKey, boolean shared) {
        int holders = HELD.getOrDefault(fileKey, 0);
        if (holders == EXCLUSIVE || (holders > 0 && !shared)) {
            return false;
        }
        HELD.put(fileKey, shared ? holders + 1 : EXCLUSIVE);
        return true;
    }

    /** Gives up one use of the file. */
    static synchronized void release(Object fileKey) {
        int holders = HELD.getOrDefault(fileKey, 0);
        if (holders == EXCLUSIVE || holders <= 1) {
            HELD.remove(fileKey);
        } else {
            HELD.put(fileKey, holders - 1);
        }
    }
}
