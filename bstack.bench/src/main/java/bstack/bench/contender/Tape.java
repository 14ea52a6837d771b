package bstack.bench.contender;

import bstack.bench.Contender;
import bstack.bench.Content;
import bstack.bench.Op;
import bstack.bench.Task;
import com.squareup.tape2.QueueFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Tape, a queue in a file: it appends at one end and removes at the other. */
public final class Tape implements Contender {
    private static final int RECORDS = 2_000;

    @Override
    public String name() {
        return "Tape 2 (queue)";
    }

    @Override
    public Optional<Task> prepare(Op op, Path folder) throws IOException {
        return switch (op) {
            case PUSH -> Optional.of(new Add(queue(folder)));
            case POP -> Optional.of(new Remove(queue(folder)));
            default -> Optional.empty();
        };
    }

    private static QueueFile queue(Path folder) throws IOException {
        return new QueueFile.Builder(folder.resolve("store.tape").toFile()).build();
    }

    private static final class Add implements Task {
        private final QueueFile queue;
        private final byte[] record = Content.of(0, Content.RECORD);
        private int runs;

        Add(QueueFile queue) {
            this.queue = queue;
        }

        @Override
        public synchronized void run() throws IOException {
            queue.add(record);
            runs++;
        }

        @Override
        public void verify() throws IOException {
            Content.checkEqual("records in the queue", runs, queue.size());
            Content.check("the oldest record", 0, Content.RECORD, queue.peek());
        }

        @Override
        public void close() throws IOException {
            queue.close();
        }
    }

    private static final class Remove implements Task {
        private final QueueFile queue;
        private long added;
        private long removed;

        Remove(QueueFile queue) throws IOException {
            this.queue = queue;
            before(RECORDS);
        }

        /** Each addition is flushed three times: that is why only what is missing is added. */
        @Override
        public void before(int times) throws IOException {
            while (queue.size() < times + 1) {
                queue.add(Content.of(added++, Content.RECORD));
            }
        }

        @Override
        public void run() throws IOException {
            queue.remove();
            removed++;
        }

        @Override
        public void verify() throws IOException {
            Content.checkEqual("records in the queue", added - removed, queue.size());
            Content.check("the oldest record", removed, Content.RECORD, queue.peek());
        }

        @Override
        public void close() throws IOException {
            queue.close();
        }
    }
}
