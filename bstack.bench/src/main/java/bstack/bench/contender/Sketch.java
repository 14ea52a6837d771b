package bstack.bench.contender;

import bstack.bench.Contender;
import bstack.bench.Content;
import bstack.bench.Op;
import bstack.bench.Task;
import bstack.bench.medium.FlushTime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Group commit and nothing else: threads gather in a batch, a leader waits as long as a flush would take, hands
 * leadership on, and unparks each of the others. There is no file: what this reaches is the machine's own limit for any
 * group commit in which each thread has to be woken.
 */
public final class Sketch implements Contender {
    private final String name;
    private final FlushTime flushTime;

    /**
     * Creates the sketch.
     *
     * @param name its name in tables
     * @param flushMicros how long a flush lasts; 0 for no time at all
     */
    public Sketch(String name, int flushMicros) {
        this.name = name;
        this.flushTime = new FlushTime(flushMicros);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean syncs() {
        return false;
    }

    @Override
    public Optional<Task> prepare(Op op, Path folder) {
        return op == Op.PUSH ? Optional.of(new Commits()) : Optional.empty();
    }

    private static final class Waiter {
        private final Thread thread = Thread.currentThread();
        private volatile boolean leads;
        private volatile boolean done;
    }

    private final class Commits implements Task {
        private final ReentrantLock lock = new ReentrantLock();
        private final AtomicLong runs = new AtomicLong();
        private List<Waiter> open = new ArrayList<>();
        private boolean leading;
        private long committed;

        @Override
        public void run() {
            Waiter self = join();
            while (!self.done) {
                if (self.leads) {
                    lead(self);
                } else {
                    LockSupport.park(this);
                }
            }
            runs.incrementAndGet();
        }

        private Waiter join() {
            Waiter waiter = new Waiter();
            lock.lock();
            try {
                open.add(waiter);
                if (!leading) {
                    leading = true;
                    waiter.leads = true;
                }
            } finally {
                lock.unlock();
            }
            return waiter;
        }

        private void lead(Waiter self) {
            List<Waiter> batch;
            lock.lock();
            try {
                batch = open;
                open = new ArrayList<>(batch.size());
            } finally {
                lock.unlock();
            }
            flushTime.complete(System.nanoTime());
            Waiter next = null;
            lock.lock();
            try {
                committed += batch.size();
                if (open.isEmpty()) {
                    leading = false;
                } else {
                    next = open.getFirst();
                    next.leads = true;
                }
            } finally {
                lock.unlock();
            }
            if (next != null) {
                LockSupport.unpark(next.thread);
            }
            for (Waiter waiter : batch) {
                waiter.done = true;
                if (waiter != self) {
                    LockSupport.unpark(waiter.thread);
                }
            }
        }

        @Override
        public void verify() {
            lock.lock();
            try {
                Content.checkEqual("commits", runs.get(), committed);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {}
    }
}
