package bstack.bench.contender.queue;

import com.squareup.tape2.QueueFile;
import java.io.IOException;
import java.nio.file.Path;

/** Tape behind a lock, since it is for one thread. */
final class TapeQueue implements QueueStore {
    private final QueueFile queue;

    TapeQueue(Path folder) throws IOException {
        queue = new QueueFile.Builder(folder.resolve("queue.tape").toFile()).build();
    }

    @Override
    public synchronized void add(byte[] element) throws IOException {
        queue.add(element);
    }

    @Override
    public synchronized byte[] poll() throws IOException {
        byte[] first = queue.peek();
        if (first != null) {
            queue.remove();
        }
        return first;
    }

    @Override
    public synchronized void close() throws IOException {
        queue.close();
    }
}
