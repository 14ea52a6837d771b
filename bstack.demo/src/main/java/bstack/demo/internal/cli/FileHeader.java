package bstack.demo.internal.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a bstack file's first bytes say, for people: the stack itself has checked them.
 *
 * @param version the format's version as written, with the writer's patch number
 * @param journal whether a redo journal lies behind the payload, because the last writer has not closed the file
 */
record FileHeader(String version, boolean journal) {
    private static final int MAJOR = 4;
    private static final int MINOR = 5;
    private static final int PATCH = 6;
    private static final int JOURNAL = 0x80;

    /** {@return the header of a file} */
    static FileHeader of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] header = in.readNBytes(PATCH + 1);
            if (header.length <= PATCH) {
                return new FileHeader("unknown", false);
            }
            int minor = header[MINOR] & ~JOURNAL & 0xff;
            return new FileHeader(header[MAJOR] + "." + minor + "." + header[PATCH], (header[MINOR] & JOURNAL) != 0);
        }
    }
}
