package bstack.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Another program has cut the file off: the next write notices, and no zeros come in the place of what was there. */
final class CutOffTest {
    private static final int LENGTH = 2 << 20;

    @TempDir
    Path folder;

    /** Something that writes. */
    private interface Change {
        void make(BStack stack) throws IOException;
    }

    private static final Change[] CHANGES = {
        s -> s.set(3, new byte[] {9}),
        s -> s.discard(10),
        s -> s.push(new byte[] {9}),
        s -> s.push(new byte[400_000]),
        s -> s.set(0, new byte[400_000]),
        s -> s.extend(3 << 20),
        s -> s.zero(5, 100),
        s -> s.transact(() -> {
            s.set(1, new byte[] {1});
            s.push(new byte[] {1});
        }),
    };

    private BStack cut(BStackOptions options, Path file, boolean journal, long to) throws IOException {
        Files.deleteIfExists(file);
        BStack stack = BStack.open(file, options);
        byte[] sevens = new byte[LENGTH];
        Arrays.fill(sevens, (byte) 7);
        stack.push(sevens);
        if (journal) {
            stack.set(5, new byte[] {7});
        } else {
            stack.checkpoint();
        }
        long size = Files.size(file);
        try (RandomAccessFile other = new RandomAccessFile(file.toFile(), "rw")) {
            other.setLength(to >= 0 ? to : size + to);
        }
        return stack;
    }

    @ParameterizedTest
    @MethodSource("bstack.core.Accesses#available")
    void the_next_write_fails_the_stack_and_commits_nothing(BStackOptions.Access access) throws IOException {
        BStackOptions options = BStackOptions.defaults().access(access);
        Path file = folder.resolve("cut.bstack");
        for (long to : new long[] {0, 10, 5_000, LENGTH / 2, 16 + LENGTH - 4_097, -8_192, -4_096}) {
            for (boolean journal : new boolean[] {true, false}) {
                for (int i = 0; i < CHANGES.length; i++) {
                    Change change = CHANGES[i];
                    BStack stack = cut(options, file, journal, to);
                    String what = "cut to %d, change %d, journal %s".formatted(to, i, journal);
                    IOException e = assertThrows(BStackFailedException.class, () -> change.make(stack), what);
                    assertTrue(e.getMessage().contains("another program has truncated the file"), e.getMessage());
                    byte[] left = Files.readAllBytes(file);
                    stack.close();
                    assertArrayEquals(left, Files.readAllBytes(file), "its close has written; " + what);
                    reopenedItShowsNoZeros(file, options, what);
                }
            }
        }
    }

    /** Refused, or a payload of sevens: what the others have written is not among these cases' bytes. */
    private static void reopenedItShowsNoZeros(Path file, BStackOptions options, String what) throws IOException {
        try (BStack again = BStack.open(file, options)) {
            byte[] found = again.peek(0);
            for (byte b : found) {
                if (b != 7) {
                    fail("a payload of %d bytes has a byte %d; %s".formatted(found.length, b, what));
                }
            }
        } catch (BStackCorruptException | BStackVersionException refused) {
            return;
        }
    }
}
