package bstack.demo.internal.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a bstack file's first bytes say, for people: the stack itself checks them.
 *
 * @param version the format's version as written, with the writer's patch number
 */
record FileHeader(String version) {
    private static final int MAJOR = 4;
    private static final int MINOR = MAJOR + 1;
    private static final int PATCH = MINOR + 1;
    /** Set in the minor version while a journal is attached. */
    private static final int JOURNAL = 0x80;

    /** {@return the header of a file} */
    static FileHeader of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] header = in.readNBytes(PATCH + 1);
            if (header.length <= PATCH) {
                return new FileHeader("0.1");
            }
            int minor = header[MINOR] & ~JOURNAL & 0xff;
            return new FileHeader(header[MAJOR] + "." + minor + "." + (header[PATCH] & 0xff));
        }
    }
}
