package bstack.collections.internal.queue;

import bstack.core.BStack;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The lease tables of this JVM, by stack and by the id of the queue. They keep no stack alive. Nothing is made when the
 * class is initialised, for a class whose initialisation fails once is lost. Thread-safe.
 */
final class LeaseTables {
    private static @Nullable Map<BStack, Map<Long, Takers>> tables;

    private LeaseTables() {}

    /** {@return what the takers of a queue share} */
    static synchronized Takers of(BStack stack, long queue) {
        Map<BStack, Map<Long, Takers>> known = tables;
        if (known == null) {
            known = new WeakHashMap<>();
            tables = known;
        }
        return known.computeIfAbsent(stack, fresh -> new HashMap<>())
                .computeIfAbsent(queue, fresh -> new Takers(new LeaseTable(System::nanoTime), Takers.LOOK_AGAIN));
    }
}
