package bstack.demo.internal.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.demo.internal.store.Key;
import bstack.testkit.FuzzContract;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Whatever bytes a key consists of, it is refused as a file name, or it names one below the folder, and only one. */
class FileNamesFuzzTest extends FuzzContract {
    private static final Path FOLDER = Path.of("/folder");

    @Override
    protected void check(byte[] input) {
        if (input.length == 0 || input.length > Key.MAX_LENGTH) {
            return;
        }
        Key key = Key.ofBytes(input);
        Path path;
        try {
            path = FileNames.resolve(FOLDER, key);
        } catch (UnsafeKeyException refusal) {
            return;
        }
        assertTrue(path.startsWith(FOLDER), "it leads out of the folder");
        assertEquals(path, path.normalize(), "it leads to another place than it says");
        assertArrayEquals(input, keyOf(path), "another key has this name too");
    }

    private static byte[] keyOf(Path path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Path folder = FOLDER;
        for (Path name : FOLDER.relativize(path)) {
            folder = folder.resolve(name);
            bytes.writeBytes(bytes.size() == 0 ? new byte[0] : new byte[] {'/'});
            bytes.writeBytes(FileNames.nameBytes(folder));
        }
        return bytes.toByteArray();
    }

    @Override
    protected List<byte[]> seeds() {
        return Stream.of(
                        "a",
                        "folder/file.txt",
                        "ä/€/𝄞",
                        "../up",
                        "a/./b",
                        "/root",
                        "a//b",
                        "a/",
                        "a\0b",
                        "a\nb",
                        "\uFFFD")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .flatMap(bytes -> Stream.of(bytes, broken(bytes)))
                .toList();
    }

    /** {@return bytes that are no UTF-8} */
    private static byte[] broken(byte[] bytes) {
        byte[] broken = bytes.clone();
        broken[broken.length - 1] |= (byte) 0x80;
        return broken;
    }
}
