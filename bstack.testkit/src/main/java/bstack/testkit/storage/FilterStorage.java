package bstack.testkit.storage;

import bstack.core.Storage;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * A storage that passes every call on to another one, so that a subclass overrides only what it changes.
 *
 * <pre>{@code
 * class SlowStorage extends FilterStorage {
 *     SlowStorage(Storage medium) {
 *         super(medium);
 *     }
 *
 *     @Override
 *     public void sync() throws IOException {
 *         LockSupport.parkNanos(5_000_000);
 *         super.sync();
 *     }
 * }
 * }</pre>
 *
 * <p>No method here calls another one of this storage: {@link #startSync} goes to {@code startSync} of the medium, not to
 * {@link #sync}. A subclass that must see each call extends {@link BasicFilterStorage} instead.
 */
public abstract class FilterStorage extends BasicFilterStorage {
    /**
     * For subclasses.
     *
     * @param medium where the calls are passed on to; it is closed with this storage
     */
    protected FilterStorage(Storage medium) {
        super(medium);
    }

    @Override
    public Flush startSync(Consumer<IOException> whenFailed) throws IOException {
        return medium.startSync(whenFailed);
    }

    @Override
    public void zero(long from, long end) throws IOException {
        medium.zero(from, end);
    }

    @Override
    public void reserve(long from, long end) throws IOException {
        medium.reserve(from, end);
    }

    @Override
    public boolean hasHoles(long from, long end) throws IOException {
        return medium.hasHoles(from, end);
    }

    @Override
    public void fillHoles(long from, long end) throws IOException {
        medium.fillHoles(from, end);
    }
}
