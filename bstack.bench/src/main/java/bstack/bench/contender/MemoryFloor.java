package bstack.bench.contender;

import bstack.bench.Contender;
import bstack.bench.Op;
import bstack.bench.Task;
import bstack.bench.medium.FlushTime;
import java.nio.file.Path;
import java.util.Optional;

/** What the {@link Floor} is on a device that takes a given time for a flush, and none for a write. */
final class MemoryFloor implements Contender {
    private final String name;
    private final FlushTime flushTime;

    MemoryFloor(String name, int flushMicros) {
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
        return op == Op.SET ? Optional.of(new Flush()) : Optional.empty();
    }

    private final class Flush implements Task {
        @Override
        public void run() {
            flushTime.complete(System.nanoTime());
        }

        @Override
        public void verify() {
            // There is nothing that it could have done wrong.
        }

        @Override
        public void close() {
            // It has nothing open.
        }
    }
}
