package bstack.demo.internal.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a bstack file's first bytes say, for people: the stack itself checks them.
 *
 * @param version the format's version as written, with the writer's patch number
 * @param format04 the rest of the header if the format is 0.4, null otherwise, and if the file ends within it
 */
record FileHeader(String version, @Nullable Format04 format04) {
    private static final int MAJOR = 4;
    private static final int MINOR = MAJOR + 1;
    private static final int PATCH = MINOR + 1;
    /** Set in the minor version while a journal is attached. */
    private static final int JOURNAL = 0x80;

    /**
     * The numbers in a header of format 0.4, each a u64.
     *
     * @param length the payload's length
     * @param pointer where an interrupted operation writes; 0 at rest
     * @param mode what it does; 0 at rest
     */
    record Format04(long length, long pointer, long mode) {
        private static final int SIZE = 32;
        private static final int NUMBERS = 8;

        /** {@return whether an operation was interrupted that the header names} */
        boolean isArmed() {
            return pointer != 0 || mode != 0;
        }
    }

    /** {@return the header of a file} */
    static FileHeader of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] header = in.readNBytes(Format04.SIZE);
            if (header.length <= PATCH) {
                return new FileHeader("0.1", null);
            }
            int minor = header[MINOR] & ~JOURNAL & 0xff;
            String version = header[MAJOR] + "." + minor + "." + (header[PATCH] & 0xff);
            return new FileHeader(version, isFormat04(header) ? format04(header) : null);
        }
    }

    private static boolean isFormat04(byte[] header) {
        return header.length == Format04.SIZE && header[MAJOR] == 0 && header[MINOR] == 4;
    }

    private static Format04 format04(byte[] header) {
        ByteBuffer numbers =
                ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).position(Format04.NUMBERS);
        return new Format04(numbers.getLong(), numbers.getLong(), numbers.getLong());
    }
}
