package bstack.testkit.storage;

import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A storage that remembers every call and passes it on: for tests of what an operation costs.
 *
 * <pre>{@code
 * RecordingStorage storage = new RecordingStorage(Storage.memory());
 * try (BStack stack = BStack.open(storage)) {
 *     stack.push(first);                 // attaches the journal
 *     storage.forget();
 *     stack.push(second);
 *     assertEquals(1, storage.count(StorageCall.DURABLE_WRITE));
 *     assertEquals(0, storage.count(StorageCall.SYNC));
 * }
 * }</pre>
 *
 * <p>A call is remembered when it begins, whether it succeeds or not. What is read from a mapping is no call.
 * Thread-safe.
 */
public final class RecordingStorage extends BasicFilterStorage {
    private final List<Call> calls = new ArrayList<>();

    /**
     * A call.
     *
     * @param kind which method
     * @param position where it reads or writes; the new size, or the end of what is reserved or mapped; else 0
     * @param length how many bytes it reads or writes, else 0
     */
    public record Call(StorageCall kind, long position, long length) {
        @Override
        public String toString() {
            return kind + (length > 0 ? " [%d, %d)".formatted(position, position + length) : " " + position);
        }
    }

    /**
     * Creates the storage.
     *
     * @param medium where the calls are passed on to; it is closed with this storage
     */
    public RecordingStorage(Storage medium) {
        super(medium);
    }

    /** {@return the calls since the last {@link #forget()}, in order} */
    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    /**
     * {@return how many calls of a kind there were since the last {@link #forget()}}
     *
     * @param kind the kind
     */
    public synchronized long count(StorageCall kind) {
        return calls.stream().filter(call -> call.kind == kind).count();
    }

    /** {@return how many bytes were written since the last {@link #forget()}, durably or not} */
    public synchronized long bytesWritten() {
        return calls.stream()
                .filter(call -> call.kind == StorageCall.WRITE || call.kind == StorageCall.DURABLE_WRITE)
                .mapToLong(Call::length)
                .sum();
    }

    /** Forgets all calls so far. */
    public synchronized void forget() {
        calls.clear();
    }

    private synchronized void record(StorageCall kind, long position, long length) {
        calls.add(new Call(kind, position, length));
    }

    @Override
    public long size() throws IOException {
        record(StorageCall.SIZE, 0, 0);
        return medium.size();
    }

    @Override
    public int read(long position, ByteBuffer dst) throws IOException {
        record(StorageCall.READ, position, dst.remaining());
        return medium.read(position, dst);
    }

    @Override
    public void write(long position, ByteBuffer src) throws IOException {
        record(StorageCall.WRITE, position, src.remaining());
        medium.write(position, src);
    }

    @Override
    public void writeDurably(long position, ByteBuffer src) throws IOException {
        record(StorageCall.DURABLE_WRITE, position, src.remaining());
        medium.writeDurably(position, src);
    }

    @Override
    public void sync() throws IOException {
        record(StorageCall.SYNC, 0, 0);
        medium.sync();
    }

    @Override
    public void resize(long size) throws IOException {
        record(StorageCall.RESIZE, size, 0);
        medium.resize(size);
    }

    @Override
    public void reserve(long end) throws IOException {
        record(StorageCall.RESERVE, end, 0);
        medium.reserve(end);
    }

    @Override
    public Mapping map(long size) throws IOException {
        record(StorageCall.MAP, size, 0);
        return medium.map(size);
    }

    @Override
    public void close() throws IOException {
        record(StorageCall.CLOSE, 0, 0);
        medium.close();
    }

    @Override
    public String toString() {
        return "recording of " + medium.name() + ": " + calls();
    }
}
