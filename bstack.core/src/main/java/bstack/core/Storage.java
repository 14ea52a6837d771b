package bstack.core;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The medium that a stack lives on: the one seam to the outside.
 *
 * <p>A storage is a growable array of bytes with a volatile part, what has been written, and a durable part, what a
 * power cut leaves. Nothing is assumed about the order in which writes become durable between two flushes, nor that a
 * write is atomic beyond a single byte, nor that size and content become durable together; and after a method has thrown,
 * nothing at all: the stack above it fails and closes.
 *
 * <p>All methods must be safe for use by several threads; the stack never lets two of them write the same bytes, and
 * resizes only while nobody writes. Positions and sizes are in bytes from the start of the medium. Buffers: all remaining bytes are moved and
 * the position advances.
 */
public interface Storage extends Closeable {

    /** {@return a new storage in the heap, empty; durable for as long as the object lives} */
    static Storage memory() {
        throw new UnsupportedOperationException("scaffold");
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
     * @return how many bytes were read, 0 at or behind the end; never −1
     * @throws IOException if the medium fails
     */
    int read(long position, ByteBuffer dst) throws IOException;

    /**
     * Writes all of {@code src} at {@code position}, within the size; readers see it at once, a power cut may lose
     * or tear it until the next {@link #sync()}.
     *
     * @throws IOException if the medium fails; then any part may have been written
     */
    void write(long position, ByteBuffer src) throws IOException;

    /**
     * Writes all of {@code src} at {@code position}, within the size, and returns when these bytes are durable; it says
     * nothing about other bytes.
     *
     * @throws IOException if the medium fails; then any part may have been written, durably or not
     */
    void writeDurably(long position, ByteBuffer src) throws IOException;

    /**
     * Makes everything written so far, and the size, durable.
     *
     * @throws IOException if the medium fails; then any part may have been lost
     */
    void sync() throws IOException;

    /**
     * Sets the size; new bytes read as zero until written. Durable with the next {@link #sync()}.
     *
     * @throws IOException if the medium fails
     */
    void resize(long size) throws IOException;

    /**
     * Makes sure that writes to {@code [0, end)} will not fail for want of space, without changing size or content.
     *
     * <p>The default does nothing, right for a medium that cannot run full.
     *
     * @throws IOException if there is not that much space; then nothing has changed
     */
    default void reserve(long end) throws IOException {}
}
