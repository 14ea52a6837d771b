package bstack.bench.contender.queue;

import java.nio.file.Path;
import java.util.List;

/** All queues. */
public final class QueueStores {
    private QueueStores() {}

    /** How a queue is opened. */
    @FunctionalInterface
    public interface Opener {
        /** {@return a new queue in an empty folder} */
        QueueStore open(Path folder) throws Exception;
    }

    /**
     * A queue by its name.
     *
     * @param name in tables
     * @param opener opens it
     */
    public record Named(String name, Opener opener) {}

    /** {@return them in the order of tables, those of this library first} */
    public static List<Named> all() {
        return List.of(
                new Named("bstack, first fit", folder -> new BstackQueue(folder, "first-fit")),
                new Named("bstack, ghost tree", folder -> new BstackQueue(folder, "ghost-tree")),
                new Named("Tape 2 behind a lock", TapeQueue::new),
                new Named("table in SQLite (WAL, FULL)", TableQueue::sqlite),
                new Named("table in H2", TableQueue::h2));
    }
}
