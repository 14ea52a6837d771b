package bstack.testkit.internal.errors;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Something that is thrown at one site of a run, counted as they are executed. Everything is allocated beforehand. */
final class Injection {
    private final Thread @Nullable [] victims;
    private final ErrorMode mode;
    private final Throwable error;
    private final int at;
    private final int[] trace;
    private final AtomicInteger count = new AtomicInteger();
    private volatile int struck = -1;

    private Injection(Thread @Nullable [] victims, ErrorMode mode, int at, int[] trace) {
        this.victims = victims;
        this.mode = mode;
        this.error = mode.error();
        this.at = at;
        this.trace = trace;
    }

    /**
     * {@return one that throws at a site}
     *
     * @param victims the threads that count; null: all
     * @param at which site that is executed, from 1
     */
    static Injection at(Thread @Nullable [] victims, ErrorMode mode, int at) {
        return new Injection(victims, mode, at, new int[0]);
    }

    /**
     * {@return one that throws nowhere, and writes down which sites are executed}
     *
     * @param most how many of them at most
     */
    static Injection counting(Thread @Nullable [] victims, ErrorMode mode, int most) {
        return new Injection(victims, mode, Integer.MAX_VALUE, new int[most]);
    }

    void hit(int site) {
        if (!mode.concerns(site) || !isVictim(Thread.currentThread())) {
            return;
        }
        int n = count.incrementAndGet();
        if (n <= trace.length) {
            trace[n - 1] = site;
        }
        if (n == at || n > at && mode.lasts()) {
            if (n == at) {
                struck = site;
            }
            Injection.<Error>raise(error);
        }
    }

    /** Throws anything, whatever the caller declares. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void raise(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private boolean isVictim(Thread thread) {
        if (victims == null) {
            return true;
        }
        for (Thread victim : victims) {
            if (victim == thread) {
                return true;
            }
        }
        return false;
    }

    /** {@return the site at which it was thrown first, −1 if it was not} */
    int struck() {
        return struck;
    }

    /** {@return the sites that were executed, in their order} */
    int[] trace() {
        return Arrays.copyOf(trace, Math.min(count.get(), trace.length));
    }
}
