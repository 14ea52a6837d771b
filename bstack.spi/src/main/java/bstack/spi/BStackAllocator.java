package bstack.spi;

import bstack.core.BStack;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * A persistent heap on a stack: it hands out slices of the payload, and takes them back.
 *
 * <p>Every operation is atomic and durable when it returns. Within {@link BStack#transact} it is part of the
 * transaction: an allocation, the write into it and the pointer that publishes it commit together, or not at all. New
 * bytes read as zero.
 *
 * <p>All methods throw
 *
 * <ul>
 *   <li>{@link IllegalArgumentException} for an argument that is wrong in itself, for a slice of another allocator,
 *       and for a slice that is provably not a live allocation;
 *   <li>{@link IllegalStateException} for an allocator without its stack, and if the stack is closed or read-only;
 *   <li>{@link bstack.core.BStackCorruptException} for damage that is noticed.
 * </ul>
 *
 * <p>A call that throws one of these changes nothing, and the handles passed to it stay valid. The documentation of
 * each allocator lists what it cannot notice.
 *
 * <p>Allocators are thread-safe. To write one, extend {@link AbstractBStackAllocator} and add a
 * {@link BStackAllocatorProvider}.
 */
public interface BStackAllocator extends Closeable {

    /** {@return the name by which files of this kind are created, in lower case: {@code first-fit}, for example} */
    String name();

    /**
     * {@return the stack with the heap}
     *
     * <p>Begin transactions on it. A change of the payload through it, past the allocator, is at the caller's risk.
     *
     * @throws IllegalStateException after {@link #intoStack()}
     */
    BStack stack();

    /**
     * Detaches the allocator from its stack: every later operation of the allocator throws, and the stack is free for
     * another one.
     *
     * @return the stack, open
     * @throws IllegalStateException within a transaction, or after {@code intoStack}
     * @throws IOException if the stack fails
     */
    BStack intoStack() throws IOException;

    /**
     * Allocates {@code length} bytes, all zero.
     *
     * @param length in bytes; for 0 the slice is empty and occupies nothing
     * @return the slice, exactly {@code length} bytes long
     * @throws IllegalArgumentException if {@code length} is negative, or more than a file can hold
     * @throws IOException if the stack fails, or the disk is full
     */
    BStackSlice alloc(long length) throws IOException;

    /**
     * Changes the length of an allocation, and moves it if that is necessary. The common bytes keep their content. New
     * bytes are zero.
     *
     * @param slice a live allocation of this allocator; stale afterwards, unless it is equal to the result
     * @param newLength in bytes; 0 frees the slice
     * @return the slice to use from now on
     * @throws IllegalArgumentException if {@code newLength} is negative or more than a file can hold, or the slice is
     *     another allocator's or provably not live
     * @throws IOException if the stack fails, or the disk is full
     */
    BStackSlice realloc(BStackSlice slice, long newLength) throws IOException;

    /**
     * Frees an allocation; freeing an empty one does nothing.
     *
     * @param slice a live allocation of this allocator; stale afterwards
     * @throws IllegalArgumentException if it is another allocator's or provably not live
     * @throws IOException if the stack fails
     */
    void dealloc(BStackSlice slice) throws IOException;

    /**
     * {@return the slice of {@code length} bytes at {@code start}: a handle that was kept across a restart}
     *
     * <p>Only the payload's bounds are checked, not whether anything was allocated there.
     *
     * @param start offset in the payload of the first byte
     * @param length in bytes
     * @throws IndexOutOfBoundsException if the payload does not have these bytes
     * @throws IOException if the stack fails
     */
    default BStackSlice slice(long start, long length) throws IOException {
        long payload = length();
        if (start < 0 || length < 0 || start > payload - length) {
            throw new IndexOutOfBoundsException("%s: no slice of %d bytes at %d: the payload has %d bytes"
                    .formatted(stack().name(), length, start, payload));
        }
        return BStackSlice.of(this, start, length);
    }

    /**
     * {@return the bytes that the format leaves to the user, for example for the root of what is stored; empty if there
     * are none}
     *
     * @throws IOException if the stack fails
     */
    default BStackSlice reserved() throws IOException {
        stack(); // refused without it, as everything else is
        return BStackSlice.of(this, 0, 0);
    }

    /**
     * {@return how many bytes of the heap a slice occupies: its length, what it was rounded up to, and the allocator's
     * own bytes of its block}
     *
     * <p>The footprints of live slices are what a heap uses; the rest of the payload is free, or the allocator's. This
     * default returns the length.
     *
     * @param slice a live allocation of this allocator; an empty one occupies nothing
     * @throws IllegalArgumentException if it is another allocator's, reaches beyond the payload, or is seen not to be
     *     live; an allocator may notice less here than when it frees the slice
     * @throws IOException if the stack fails
     */
    default long footprint(BStackSlice slice) throws IOException {
        long end = length();
        if (slice.allocator() != this) {
            throw new IllegalArgumentException(
                    "%s: the %s belongs to another allocator".formatted(stack().name(), slice));
        }
        if (!slice.isEmpty() && slice.end() > end) {
            throw new IllegalArgumentException(
                    "%s: the %s is no live allocation: the payload ends at %d".formatted(stack().name(), slice, end));
        }
        return slice.length();
    }

    /**
     * Allocates {@code length} bytes, all zero, in free space that ends at or before a place: as low in the payload as
     * possible. The payload does not grow.
     *
     * <p>It is how live slices move towards the start of the payload, after which {@link #trim()} makes it shorter. The
     * allocator's own rules of placement do not apply. This default finds no room anywhere.
     *
     * @param length in bytes
     * @param limit an offset in the payload that the slice's end does not exceed; any number
     * @return the slice, exactly {@code length} bytes long; empty if there is no room, and always if {@code length} is 0
     * @throws IllegalArgumentException if {@code length} is negative
     * @throws IOException if the stack fails
     */
    default Optional<BStackSlice> allocBelow(long length, long limit) throws IOException {
        length(); // refused without the stack, as everything else is
        AbstractBStackAllocator.checkRequested(length);
        return Optional.empty();
    }

    /**
     * Gives free space at the end of the payload back. This default has none to give.
     *
     * @return by how many bytes the payload is shorter
     * @throws IOException if the stack fails
     */
    default long trim() throws IOException {
        length(); // refused without the stack, as everything else is
        return 0;
    }

    /**
     * {@return the length of the payload in bytes, the allocator's own bytes included}
     *
     * @throws IOException if the stack fails
     */
    default long length() throws IOException {
        return stack().length();
    }

    /**
     * {@return whether the payload is empty}
     *
     * @throws IOException if the stack fails
     */
    default boolean isEmpty() throws IOException {
        return length() == 0;
    }

    /**
     * Closes the stack, once running operations have ended; does nothing if it is closed, or after
     * {@link #intoStack()}.
     *
     * <p>This default does not know of {@code intoStack}; {@link AbstractBStackAllocator} does.
     *
     * @throws IllegalStateException within a transaction
     * @throws IOException if the stack fails
     */
    @Override
    default void close() throws IOException {
        stack().close();
    }
}
