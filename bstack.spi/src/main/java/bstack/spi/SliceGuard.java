package bstack.spi;

import java.io.IOException;

/**
 * The hooks of a {@link GuardedSlice}: called before and after each of its reads and writes, they may deny the access
 * by throwing, or transform the bytes, to encrypt them, say, or keep a checksum.
 *
 * <p>The guarded slice runs each access with its hooks as one transaction of the stack. So a hook may read and write
 * elsewhere on the same stack, and what it writes commits together with the access; a throw rolls everything back, an
 * enclosing transaction included.
 *
 * <p>All hooks get the whole guarded slice and offsets in it, also when the access came through a sub-view, so that
 * what depends on the place, like a key stream, does not depend on the view. A hook that has a result returns as many
 * bytes as it got; the array it gets is its own to change and to return. Every method here lets everything pass
 * unchanged.
 */
public interface SliceGuard {

    /**
     * Is called before bytes are read.
     *
     * @param slice the whole guarded slice, without its guard
     * @param from offset in it of the first byte to be read
     * @param to offset in it of the first byte not to be read
     * @throws IOException to deny the access; an unchecked exception does that too
     */
    default void beforeRead(BStackSlice slice, long from, long to) throws IOException {}

    /**
     * {@return what the reader gets for the bytes that are stored}
     *
     * @param slice the whole guarded slice, without its guard
     * @param from offset in it of the first byte
     * @param stored the stored bytes
     * @throws IOException to deny the access, because the bytes are not what they should be, say
     */
    default byte[] afterRead(BStackSlice slice, long from, byte[] stored) throws IOException {
        return stored;
    }

    /**
     * {@return what is stored for the bytes that the writer gave}
     *
     * @param slice the whole guarded slice, without its guard
     * @param at offset in it of the first byte
     * @param data a copy of the writer's bytes
     * @throws IOException to deny the access
     */
    default byte[] beforeWrite(BStackSlice slice, long at, byte[] data) throws IOException {
        return data;
    }

    /**
     * Is called after bytes were written, before the write commits.
     *
     * @param slice the whole guarded slice, without its guard
     * @param at offset in it of the first byte
     * @param stored what was written
     * @throws IOException to roll the write back
     */
    default void afterWrite(BStackSlice slice, long at, byte[] stored) throws IOException {}
}
