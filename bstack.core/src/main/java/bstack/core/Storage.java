package bstack.core;

import bstack.core.internal.storage.BackgroundFlush;
import bstack.core.internal.storage.MemoryStorage;
import bstack.core.internal.storage.Zeros;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The seam between a stack and the medium that keeps its bytes.
 *
 * <p>A storage is a growable array of bytes with a volatile part, what has been written, and a durable part, what a
 * power cut leaves. The stack assumes none of these:
 *
 * <ol>
 *   <li>an order in which writes become durable between two flushes;
 *   <li>that a write is atomic beyond a single byte;
 *   <li>that size and content become durable together;
 *   <li>anything after a method has thrown. The stack fails then. {@link #reserve} is the exception: when it throws,
 *       nothing has changed.
 * </ol>
 *
 * <p>All methods must be thread-safe. The stack never lets two threads write the same bytes, and resizes only while
 * nobody writes. Positions and sizes are in bytes from the start of the medium. A method
 * moves all the remaining bytes of a buffer and advances its position.
 *
 * <p>A stack owns its storage: {@link BStack#close} closes it, and so does an open that fails.
 */
public interface Storage extends Closeable {

    /** {@return a new, empty storage in the heap; it is durable for as long as the object lives} */
    static Storage memory() {
        return new MemoryStorage();
    }

    /** {@return a name for messages: the path where there is one} */
    String name();

    /**
     * {@return the size in bytes}
     *
     * @throws IOException if the medium fails
     */
    long size() throws IOException;

    /**
     * Fills {@code dst} from the bytes at {@code position}; fewer are read only where the medium ends.
     *
     * @param position where to read
     * @param dst what to fill
     * @return how many bytes were read, 0 at or after the end; never −1
     * @throws IOException if the medium fails
     */
    int read(long position, ByteBuffer dst) throws IOException;

    /**
     * Writes all of {@code src} at {@code position}, within the size. Readers see it at once. A power cut may lose or
     * tear it until the next {@link #sync()}.
     *
     * @param position where to write
     * @param src what to write
     * @throws IOException if the medium fails; then any part may have been written
     */
    void write(long position, ByteBuffer src) throws IOException;

    /**
     * Writes all of {@code src} at {@code position}, within the size, and returns when these bytes are durable. It
     * promises nothing about other bytes.
     *
     * @param position where to write
     * @param src what to write
     * @throws IOException if the medium fails; then any part may have been written, durably or not
     */
    void writeDurably(long position, ByteBuffer src) throws IOException;

    /**
     * Makes everything written so far, and the size, durable.
     *
     * @throws IOException if the medium fails; then any part may have been lost
     */
    void sync() throws IOException;

    /** A flush that may still be running. */
    interface Flush {
        /** {@return whether it has ended, so that {@link #await} returns at once} */
        boolean isDone();

        /**
         * Waits until it has ended. An interrupt does not end the wait, and the thread's flag stays set.
         *
         * @throws IOException if the medium failed; then any part of what was to become durable may have been lost
         */
        void await() throws IOException;
    }

    /**
     * Begins to make everything durable that was written before the call, as {@link #sync} does. If the medium can work
     * in the background, it returns without waiting, and reads and writes go on. The stack begins one flush of this
     * kind at a time, and waits for it before it flushes, resizes or closes.
     *
     * <p>The default flushes before it returns, which is right for any medium. A medium that overrides it must report a
     * failed write to each call that it concerns: to this flush, and to a durable write beside it.
     *
     * @param whenFailed called once, by any thread, before the flush is done, if the medium fails after this method has
     *     returned
     * @return the flush
     * @throws IOException if the medium fails at once
     */
    default Flush startSync(Consumer<IOException> whenFailed) throws IOException {
        sync();
        return BackgroundFlush.DONE;
    }

    /**
     * Makes zeros of the bytes {@code [from, end)}, within the size, as {@link #write} would. The default writes them
     * in parts. A medium may have a faster way that keeps their space reserved.
     *
     * @param from the start
     * @param end the end
     * @throws IOException if the medium fails; then any part may have been written
     */
    default void zero(long from, long end) throws IOException {
        Zeros.write(this, from, end);
    }

    /**
     * Sets the size; it is durable with the next {@link #sync()}. The content of new bytes is not defined until they
     * are written.
     *
     * @param size the new size
     * @throws IOException if the medium fails
     */
    void resize(long size) throws IOException;

    /**
     * Makes sure that writes within {@code [0, end)} will not fail for want of space. Called by the default of
     * {@link #reserve(long, long)} only.
     *
     * <p>It may raise the size up to {@code end}. It changes no content. The default does nothing, which is right for a
     * medium that cannot run full.
     *
     * @param end the end of the space that is needed
     * @throws IOException if there is not that much space; then nothing has changed
     */
    default void reserve(long end) throws IOException {}

    /**
     * Makes sure that writes within {@code [from, end)} will not fail for want of space. It changes nothing before
     * {@code from}, where a file may have holes that nobody is about to write. The rest is as in
     * {@link #reserve(long)}, which the default calls.
     *
     * @param from the start of the space that is needed
     * @param end its end
     * @throws IOException if there is not that much space; then nothing has changed
     */
    default void reserve(long from, long end) throws IOException {
        reserve(end);
    }

    /**
     * {@return whether some of the bytes {@code [from, end)}, within the size, are a hole: a part of a file to which
     * the medium has given no space, so that overwriting it may fail for want of space} The default says no, which is
     * right for a medium that has no holes.
     *
     * @param from the start
     * @param end the end
     * @throws IOException if the medium fails
     */
    default boolean hasHoles(long from, long end) throws IOException {
        return false;
    }

    /**
     * Gives space to the holes within {@code [from, end)}; nothing may be written there meanwhile. It changes no
     * content.
     *
     * @param from the start
     * @param end the end
     * @throws IOException if there is not that much space; then nothing has changed
     */
    default void fillHoles(long from, long end) throws IOException {}

    /**
     * Maps the bytes {@code [0, size)} for reading, as they are and as later writes make them.
     *
     * <p>{@code size} may be after the end of the medium. The stack never touches a mapped byte there, and closes
     * {@code arena} before it makes the medium smaller. The default maps nothing; reads then use {@link #read}.
     *
     * @param size how many bytes to map
     * @param arena the arena; its close ends the mapping
     * @return the mapping, or empty if this storage has none
     * @throws IOException if the medium fails
     */
    default Optional<MemorySegment> map(long size, Arena arena) throws IOException {
        return Optional.empty();
    }
}
