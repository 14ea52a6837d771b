package bstack.core.internal.recovery;

import bstack.core.BStackCorruptException;
import bstack.core.BStackVersionException;
import bstack.core.Storage;
import bstack.core.internal.format.Header04;
import bstack.core.internal.storage.ShownAtRest;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Files of format 0.4 of the original: one at rest can be read, every other use of one fails. */
public final class Format04 {
    private static final String OPEN_ONCE = "open it once with the release that wrote it";

    private Format04() {}

    /**
     * {@return the storage as a stack that is opened for reading only uses it} A file of format 0.4 at rest is shown as
     * one of format 0.1. Any other file is returned as it is.
     *
     * @param storage the file; is only read
     * @throws IOException if the medium fails
     */
    public static Storage shown(Storage storage) throws IOException {
        byte[] start = start(storage);
        if (start.length < Header04.SIZE || !Header04.isAt(start)) {
            return storage;
        }
        Header04 header = Header04.of(start);
        return header.isAtRest(storage.size()) ? new ShownAtRest(storage, Header04.SIZE, header.length()) : storage;
    }

    /**
     * {@return what to throw for a file of format 0.4 that cannot be used}
     *
     * @param storage the file; is only read
     * @throws IOException if the medium fails
     */
    static IOException refusal(Storage storage) throws IOException {
        byte[] start = start(storage);
        String name = storage.name();
        if (start.length < Header04.SIZE) {
            return new BStackCorruptException(
                    name + " has bstack format 0.4 and is cut off within its header, restore it from a copy",
                    name,
                    start.length,
                    "a header of " + Header04.SIZE + " bytes",
                    "the end of the file");
        }
        return new BStackVersionException(name, "0.4", "0.1", state(Header04.of(start), storage.size()));
    }

    private static String state(Header04 header, long size) {
        if (header.isArmed()) {
            return "it is armed, which means that an operation was interrupted: at bytes %d and %d: expected 0 and 0,"
                            .formatted(Header04.POINTER_AT, Header04.MODE_AT)
                    + " found pointer %s and mode 0x%x; %s"
                            .formatted(Long.toUnsignedString(header.pointer()), header.mode(), OPEN_ONCE);
        }
        if (!header.isAtRest(size)) {
            return "it is not at rest: at byte %d: expected length %d, the file's size less %d, found %s; %s"
                    .formatted(
                            Header04.LENGTH_AT,
                            size - Header04.SIZE,
                            Header04.SIZE,
                            Long.toUnsignedString(header.length()),
                            OPEN_ONCE);
        }
        return "it is at rest and can be opened for reading only; 'bstack convert FILE -o NEW' makes a file of format"
                + " 0.1 of it";
    }

    /** {@return the first 32 bytes, or all that there are} */
    private static byte[] start(Storage storage) throws IOException {
        ByteBuffer start = ByteBuffer.allocate((int) Math.min(storage.size(), Header04.SIZE));
        storage.read(0, start);
        return start.array();
    }
}
