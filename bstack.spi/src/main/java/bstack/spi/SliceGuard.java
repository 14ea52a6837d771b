package bstack.spi;

import java.io.IOException;

/**
 * The hooks of a {@link GuardedSlice}. They are called before and after each of its reads and writes. They may throw to
 * deny the access, or transform the bytes, for example to encrypt them or to keep a checksum.
 *
 * <p>The guarded slice runs each access with its hooks as one transaction of the stack. So a hook may read and write
 * elsewhere on the same stack, and what it writes commits together with the access. If it throws, everything is rolled
 * back, an enclosing transaction included.
 *
 * <p>All hooks get the whole guarded slice and offsets in it, also if the access came through a sub-view. So a
 * transform that depends on the place, such as a key stream, does not depend on the view. A hook with a result returns
 * as many bytes as it got. It may change and return the array that it gets. The default of each method changes nothing.
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
     * @throws IOException to deny the access, for example because the bytes are wrong
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
