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
 * The medium that a stack lives on: the one seam to the outside.
 *
 * <p>A storage is a growable array of bytes with a volatile part, what has been written, and a durable part, what a
 * power cut leaves. Nothing is assumed about the order in which writes become durable between two flushes, nor that a
 * write is atomic beyond a single byte, nor that size and content become durable together; and after a method has
 * thrown, nothing at all: the stack above it fails and closes. ({@link #reserve} is the exception: when it throws,
 * nothing has changed.)
 *
 * <p>All methods must be safe for use by several threads; the stack never lets two of them write the same bytes, and
 * resizes only while nobody writes. Positions and sizes are in bytes from the start of the medium. All the remaining
 * bytes of a buffer are moved and its position advances.
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
     * @return how many bytes were read, 0 at or behind the end; never −1
     * @throws IOException if the medium fails
     */
    int read(long position, ByteBuffer dst) throws IOException;

    /**
     * Writes all of {@code src} at {@code position}, within the size; readers see it at once, a power cut may lose or
     * tear it until the next {@link #sync()}.
     *
     * @param position where to write
     * @param src what to write
     * @throws IOException if the medium fails; then any part may have been written
     */
    void write(long position, ByteBuffer src) throws IOException;

    /**
     * Writes all of {@code src} at {@code position}, within the size, and returns when these bytes are durable; it says
     * nothing about other bytes.
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
     * Begins to make everything durable that was written before the call, as {@link #sync} does, and returns without
     * waiting for it where the medium can work in the background; reads and writes go on meanwhile. The stack begins
     * one flush of this kind at a time, and waits for it before it flushes, resizes or closes.
     *
     * <p>The default flushes before it returns, which is right for any medium. A medium that overrides it must make sure
     * that a write which fails is told to this flush and to a durable write beside it, to each that it concerns.
     *
     * @param whenFailed is told once, by any thread, and before the flush is done, if the medium fails after this method
     *     has returned
     * @return the flush
     * @throws IOException if the medium fails at once
     */
    default Flush startSync(Consumer<IOException> whenFailed) throws IOException {
        sync();
        return BackgroundFlush.DONE;
    }

    /**
     * Makes zeros of the bytes {@code [from, end)}, within the size, as {@link #write} would. The default writes them, in
     * pieces; a medium may know a faster way, which leaves them space of their own.
     *
     * @param from the start
     * @param end the end
     * @throws IOException if the medium fails; then any part may have been written
     */
    default void zero(long from, long end) throws IOException {
        Zeros.write(this, from, end);
    }

    /**
     * Sets the size; it is durable with the next {@link #sync()}. What new bytes hold is not defined until they are
     * written.
     *
     * @param size the new size
     * @throws IOException if the medium fails
     */
    void resize(long size) throws IOException;

    /**
     * Makes sure that writes within {@code [0, end)} will not fail for want of space. Called by the default of
     * {@link #reserve(long, long)} only.
     *
     * <p>It may raise the size up to {@code end}; it changes no content. The default does nothing, which is right for
     * a medium that cannot run full.
     *
     * @param end the end of the space that is needed
     * @throws IOException if there is not that much space; then nothing has changed
     */
    default void reserve(long end) throws IOException {}

    /**
     * Makes sure that writes within {@code [from, end)} will not fail for want of space, and leaves alone what lies before:
     * a file may have holes there, which nobody is about to write. Otherwise as {@link #reserve(long)}, which the default
     * calls.
     *
     * @param from the start of the space that is needed
     * @param end its end
     * @throws IOException if there is not that much space; then nothing has changed
     */
    default void reserve(long from, long end) throws IOException {
        reserve(end);
    }

    /**
     * {@return whether some of the bytes {@code [from, end)}, within the size, are a hole: a part of a file to which the
     * medium has given no space, so that overwriting it may fail for want of space} The default says no, which is right for
     * a medium that has no holes.
     *
     * @param from the start
     * @param end the end
     * @throws IOException if the medium fails
     */
    default boolean hasHoles(long from, long end) throws IOException {
        return false;
    }

    /**
     * Gives space to the holes within {@code [from, end)}; nothing may be written there meanwhile. It changes no content.
     *
     * @param from the start
     * @param end the end
     * @throws IOException if there is not that much space; then nothing has changed
     */
    default void fillHoles(long from, long end) throws IOException {}

    /**
     * Maps the bytes {@code [0, size)} for reading, as they are and as later writes make them.
     *
     * <p>{@code size} may lie behind the end of the medium: the stack never touches a mapped byte there, and closes
     * {@code arena} before it makes the medium smaller. The default maps nothing; reads then go through {@link #read}.
     *
     * @param size how many bytes to map
     * @param arena whose closing ends the mapping
     * @return the mapping, or empty if this storage has none
     * @throws IOException if the medium fails
     */
    default Optional<MemorySegment> map(long size, Arena arena) throws IOException {
        return Optional.empty();
    }
}
