package bstack.core.internal.storage;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** The bytes by which the operating system knows a path: those that the JDK uses for it, whatever they mean. */
final class PathBytes {
    private PathBytes() {}

    /**
     * {@return the bytes of the absolute path, ended by a zero}
     *
     * <p>A {@code Path}'s string is not enough: a name that was read from a folder need not be text in the encoding of
     * file names. Its URI has the very bytes, each that is not a plain character as a percent sign and two digits.
     *
     * @param path a path of the default file system, on Linux
     */
    static byte[] of(Path path) {
        byte[] raw = path.toAbsolutePath().toUri().getRawPath().getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = new byte[raw.length + 1];
        int n = 0;
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '%') {
                bytes[n++] = (byte) (Character.digit(raw[i + 1], 16) << 4 | Character.digit(raw[i + 2], 16));
                i += 2;
            } else {
                bytes[n++] = raw[i];
            }
        }
        // A folder's URI ends with a slash, its path does not.
        int end = n > 1 && bytes[n - 1] == '/' ? n - 1 : n;
        bytes[end] = 0;
        return Arrays.copyOf(bytes, end + 1);
    }
}
