package bstack.demo.internal.files;

import bstack.demo.internal.store.Key;
import bstack.demo.internal.text.ByteText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The correspondence between paths and bytes: a file's name below a folder is its key, and a link's target its value.
 *
 * <p>A POSIX name is bytes, a Java path shows it as text. Where the bytes are not UTF-8 the text is not enough; the
 * path's URI then gives the bytes, and makes a path of them.
 */
public final class FileNames {
    private static final char REPLACEMENT = '\ufffd';
    private static final String ROOT = "file:///";

    private FileNames() {}

    /** {@return the folder that an absolute path is in; a root is in itself} */
    public static Path folderOf(Path path) {
        Path folder = path.getParent();
        return folder == null ? path : folder;
    }

    /** {@return the bytes of the last name of a path} */
    static byte[] nameBytes(Path path) {
        return bytes(path.getFileName());
    }

    /** {@return the bytes of the path that a link points to} */
    static byte[] linkTarget(Path link) throws IOException {
        return bytes(Files.readSymbolicLink(link));
    }

    /** {@return a path as text, with what is not UTF-8 in it} */
    static String text(Path path) {
        return ByteText.of(bytes(path));
    }

    private static byte[] bytes(Path path) {
        String text = path.toString();
        if (text.indexOf(REPLACEMENT) < 0) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        byte[] absolute = percentDecoded(Path.of("/").resolve(path).toUri().getRawPath());
        // The URI of what happens to be a folder ends with a slash that the path does not have.
        int end = absolute[absolute.length - 1] == '/' && !text.endsWith("/") ? absolute.length - 1 : absolute.length;
        return Arrays.copyOfRange(absolute, path.isAbsolute() ? 0 : 1, end);
    }

    /**
     * {@return the path with these bytes}
     *
     * @throws IllegalArgumentException if no path can have them
     */
    static Path path(byte[] bytes) {
        try {
            return Path.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            boolean absolute = bytes[0] == '/';
            Path path = Path.of(
                    URI.create(ROOT + percentEncoded(absolute ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes)));
            return absolute ? path : path.subpath(0, path.getNameCount());
        }
    }

    private static byte[] percentDecoded(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.write(Integer.parseInt(text, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toByteArray();
    }

    private static String percentEncoded(byte[] path) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : path) {
            if (b == '/') {
                encoded.append('/');
            } else {
                encoded.append('%')
                        .append(Character.forDigit((b >> 4) & 15, 16))
                        .append(Character.forDigit(b & 15, 16));
            }
        }
        return encoded.toString();
    }

    /**
     * {@return the path below {@code folder} that a key names}
     *
     * @throws UnsafeKeyException if it names none, or could lead out of the folder
     */
    static Path resolve(Path folder, Key key) throws UnsafeKeyException {
        byte[] bytes = key.bytes();
        Path path = folder;
        int from = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '/') {
                path = child(path, Arrays.copyOfRange(bytes, from, i));
                from = i + 1;
            }
        }
        return path;
    }

    private static Path child(Path folder, byte[] name) throws UnsafeKeyException {
        if (name.length == 0) {
            throw new UnsafeKeyException("it begins or ends with '/', or has '//' in it");
        }
        String shown = ByteText.of(name);
        if (shown.equals(".") || shown.equals("..")) {
            throw new UnsafeKeyException("it has '" + shown + "' in it");
        }
        try {
            Path path = folder.resolve(path(name));
            // However the platform reads the name: only a direct child of the folder will do.
            if (folder.equals(path.getParent()) && path.getFileName() != null) {
                return path;
            }
        } catch (IllegalArgumentException e) {
            // Said below. An InvalidPathException is one, a path's URI with a zero byte another.
        }
        throw new UnsafeKeyException("'" + shown + "' is no file name");
    }
}
