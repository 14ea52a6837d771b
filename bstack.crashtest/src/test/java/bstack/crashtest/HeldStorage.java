package bstack.crashtest;

import bstack.core.Storage;
import bstack.testkit.storage.BasicFilterStorage;
import bstack.testkit.storage.StorageCall;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A storage that holds calls which a test has chosen until the test lets them go: a read or a plain write between its two
 * halves, any other call before anything happens. One call at a time is held.
 */
final class HeldStorage extends BasicFilterStorage {
    private static final Choice NONE = (kind, position) -> false;

    private Choice choice = NONE;
    private boolean holding;

    /** Which calls to hold. */
    @FunctionalInterface
    interface Choice {
        /**
         * {@return whether to hold a call}
         *
         * @param kind which method
         * @param position where it reads or writes; the new size
         */
        boolean holds(StorageCall kind, long position);
    }

    HeldStorage(Storage medium) {
        super(medium);
    }

    /** From now on these calls are held. */
    synchronized void hold(Choice changed) {
        choice = changed;
    }

    /** From now on the first of these calls is held. */
    synchronized void holdOne(Choice changed) {
        choice = (kind, position) -> {
            boolean holds = changed.holds(kind, position);
            choice = holds ? NONE : choice;
            return holds;
        };
    }

    /** {@return once a call is held, or a thread has ended: whether one is held} */
    synchronized boolean awaitHeld(Thread thread) {
        while (!holding && thread.isAlive()) {
            try {
                wait(1);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return holding;
    }

    /** Lets the call that is held go on. */
    synchronized void release() {
        holding = false;
        notifyAll();
    }

    /** Lets it go on, and all others. */
    synchronized void releaseAll() {
        choice = NONE;
        release();
    }

    private synchronized void pass(StorageCall kind, long position) {
        if (!choice.holds(kind, position)) {
            return;
        }
        holding = true;
        notifyAll();
        while (holding) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public int read(long position, ByteBuffer dst) throws IOException {
        int half = dst.remaining() / 2;
        int limit = dst.limit();
        int first = medium.read(position, dst.limit(dst.position() + half));
        dst.limit(limit);
        pass(StorageCall.READ, position);
        return first < half ? first : first + medium.read(position + first, dst);
    }

    @Override
    public void write(long position, ByteBuffer src) throws IOException {
        int half = src.remaining() / 2;
        int limit = src.limit();
        medium.write(position, src.limit(src.position() + half));
        src.limit(limit);
        pass(StorageCall.WRITE, position);
        medium.write(position + half, src);
    }

    @Override
    public void writeDurably(long position, ByteBuffer src) throws IOException {
        pass(StorageCall.DURABLE_WRITE, position);
        medium.writeDurably(position, src);
    }

    @Override
    public void sync() throws IOException {
        pass(StorageCall.SYNC, 0);
        medium.sync();
    }

    @Override
    public void resize(long size) throws IOException {
        pass(StorageCall.RESIZE, size);
        medium.resize(size);
    }

    @Override
    public void reserve(long end) throws IOException {
        pass(StorageCall.RESERVE, end);
        medium.reserve(end);
    }

    @Override
    public Mapping map(long size) throws IOException {
        pass(StorageCall.MAP, size);
        return medium.map(size);
    }
}
