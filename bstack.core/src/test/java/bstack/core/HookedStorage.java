package bstack.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A storage in memory that asks a hook before each call, which may count it, hold it up, or make it fail. What is in it
 * outlives its close, and can be opened again by another one.
 */
final class HookedStorage implements Storage {
    /** The calls of a storage. */
    enum Call {
        SIZE,
        READ,
        WRITE,
        WRITE_DURABLY,
        SYNC,
        RESIZE,
        RESERVE,
        CLOSE
    }

    /** What is asked before each call. */
    @FunctionalInterface
    interface Hook {
        /** A hook that lets everything happen. */
        Hook NONE = (call, position, count) -> {};

        /**
         * Is about to happen.
         *
         * @param call what
         * @param position where, or the new size
         * @param count how many bytes
         * @throws IOException to make it fail
         */
        void before(Call call, long position, int count) throws IOException;
    }

    private final Storage medium;
    private volatile Hook hook = Hook.NONE;
    private volatile Function<Consumer<IOException>, Flush> background;
    private volatile boolean closed;

    HookedStorage() {
        this(Storage.memory());
    }

    private HookedStorage(Storage medium) {
        this.medium = medium;
    }

    /** {@return a storage that holds these bytes} */
    static HookedStorage of(byte[] bytes) throws IOException {
        HookedStorage storage = new HookedStorage();
        storage.medium.resize(bytes.length);
        storage.medium.write(0, ByteBuffer.wrap(bytes));
        return storage;
    }

    HookedStorage hook(Hook newHook) {
        hook = newHook;
        return this;
    }

    /** {@return the same bytes, without the hook, to be opened again} */
    HookedStorage survivor() {
        return new HookedStorage(medium);
    }

    /** {@return all the bytes} */
    byte[] bytes() throws IOException {
        ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(medium.size()));
        medium.read(0, all);
        return all.array();
    }

    boolean isClosed() {
        return closed;
    }

    private void before(Call call, long position, int count) throws IOException {
        if (closed && call != Call.CLOSE) {
            throw new IOException("the medium is closed");
        }
        hook.before(call, position, count);
    }

    @Override
    public String name() {
        return "hooked";
    }

    @Override
    public long size() throws IOException {
        before(Call.SIZE, 0, 0);
        return medium.size();
    }

    @Override
    public int read(long position, ByteBuffer dst) throws IOException {
        // In two halves, with the hook between them, so that a test can change what lies between.
        int half = dst.remaining() / 2;
        int limit = dst.limit();
        int first = medium.read(position, dst.limit(dst.position() + half));
        dst.limit(limit);
        before(Call.READ, position, limit - dst.position() + first);
        if (closed) {
            throw new IOException("the medium is closed");
        }
        return first < half ? first : first + medium.read(position + first, dst);
    }

    @Override
    public void write(long position, ByteBuffer src) throws IOException {
        before(Call.WRITE, position, src.remaining());
        medium.write(position, src);
    }

    @Override
    public void writeDurably(long position, ByteBuffer src) throws IOException {
        before(Call.WRITE_DURABLY, position, src.remaining());
        medium.write(position, src);
    }

    @Override
    public void sync() throws IOException {
        before(Call.SYNC, 0, 0);
    }

    /** From now on flushes in the background are what this makes of them. */
    void background(Function<Consumer<IOException>, Flush> flushes) {
        background = flushes;
    }

    @Override
    public Flush startSync(Consumer<IOException> whenFailed) throws IOException {
        return background == null ? Storage.super.startSync(whenFailed) : background.apply(whenFailed);
    }

    @Override
    public void resize(long size) throws IOException {
        before(Call.RESIZE, size, 0);
        medium.resize(size);
    }

    @Override
    public void reserve(long end) throws IOException {
        before(Call.RESERVE, end, 0);
    }

    @Override
    public void close() throws IOException {
        before(Call.CLOSE, 0, 0);
        closed = true;
    }
}
