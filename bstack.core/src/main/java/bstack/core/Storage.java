package bstack.core;

import bstack.core.internal.storage.BackgroundFlush;
import bstack.core.internal.storage.MemoryStorage;
import bstack.core.internal.storage.NoMapping;
import bstack.core.internal.storage.Zeros;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
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
     * A part of a medium, from its start, that is mapped into memory: reads of it need no call of the storage.
     *
     * <p>All methods are safe for use by several threads, {@link #close} too. Positions are in bytes from the start of the
     * medium. The caller ensures that what is read or written is within the mapping and within the medium.
     */
    interface Mapping extends Closeable {
        /** {@return how many bytes are mapped; 0: none, and the other methods are not called} */
        long size();

        /**
         * Copies bytes out of the mapping.
         *
         * @param position where they are
         * @param dst where they go
         * @param at index in {@code dst} of the first
         * @param count how many
         * @return whether they were copied; if not, the mapping has been closed, or a part of it cannot be had, and
         *     {@link Storage#read} says why
         */
        boolean get(long position, byte[] dst, int at, int count);

        /**
         * Copies bytes out of the mapping, as many as remain in a buffer, whose position stays.
         *
         * @param position where they are
         * @param dst where they go
         * @return as for {@link #get(long, byte[], int, int)}
         * @throws IllegalStateException if the buffer's memory has been freed
         */
        boolean get(long position, ByteBuffer dst);

        /**
         * Copies bytes into the mapping, as many as remain in a buffer, whose position stays. It is a write like any other:
         * durable with the next flush.
         *
         * @param position where they go
         * @param src what to copy
         * @return whether they were copied; if not, any part may have been, and {@link Storage#write} says why
         * @throws UnsupportedOperationException if the mapping is for reading only
         * @throws IllegalStateException if the buffer's memory has been freed
         */
        boolean put(long position, ByteBuffer src);

        /**
         * Ends the mapping; when it returns, nobody uses it any more. A second time it does nothing.
         *
         * @throws IllegalStateException if it is in use at this moment: it is still open then, and can be closed later
         */
        @Override
        void close();
    }

    /**
     * Maps the bytes {@code [0, size)} for reading, as they are and as later writes make them.
     *
     * <p>{@code size} may be beyond the end of the medium: the stack never touches a mapped byte there. It closes the mapping
     * before it makes the medium smaller, except where an interrupted push of the original is cut off, whose bytes it has
     * never touched. The default maps nothing; reads then go through {@link #read}.
     *
     * @param size how many bytes to map
     * @return the mapping; one of size 0 if this storage has none
     * @throws IOException if the medium fails
     */
    default Mapping map(long size) throws IOException {
        return NoMapping.INSTANCE;
    }

    /**
     * {@return by what means the medium is accessed} The default is {@link BStackOptions.Access#AUTO}, for a medium that is
     * no file of this library's.
     */
    default BStackOptions.Access access() {
        return BStackOptions.Access.AUTO;
    }
}
