package bstack.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStackOptions.Access;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two copies of the library in one JVM, in two class loaders. A refused open of one that closes a descriptor of the file
 * drops a lock of the other, so one refusal shows nothing.
 */
@EnabledOnOs(OS.LINUX)
final class TwoCopiesTest {
    private static final int REFUSALS = 4;
    private static final int TURNS = 25;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
    private static final String ITSELF = "locked by itself";

    @TempDir
    Path directory;

    private Path path;
    private OtherJvm jvm;

    @BeforeEach
    void start() throws IOException {
        path = directory.resolve("x.bstack");
        BStack.open(path).close();
        jvm = OtherJvm.withTwoCopies();
    }

    @AfterEach
    void end() {
        jvm.close();
    }

    static Stream<Arguments> pairs() {
        return Accesses.available().flatMap(first -> Accesses.available().map(second -> Arguments.of(first, second)));
    }

    private void say(String answer, String command, Object... rest) throws IOException {
        String all = command
                + " ".repeat(rest.length > 0 ? 1 : 0)
                + String.join(" ", Stream.of(rest).map(Object::toString).toList());
        assertEquals(answer, jvm.say(all), all);
    }

    private void assertRefused(int copy, Access access, Path name) throws IOException {
        for (int i = 0; i < REFUSALS; i++) {
            say(ITSELF, copy + " open", access, 0, name);
            say(ITSELF, copy + " read", access, i, name);
        }
    }

    /** This process is excluded, and does not take itself for the holder. */
    private void assertOthersRefused() {
        for (Access access : Accesses.available().toList()) {
            BStackOptions options = BStackOptions.defaults().access(access);
            BStackLockedException e = assertThrows(BStackLockedException.class, () -> BStack.open(path, options));
            assertFalse(e.heldByThisJvm());
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void exclude_each_other_however_often_they_try(Access first, Access second) throws IOException {
        for (int holder = 0; holder < 2; holder++) {
            int other = 1 - holder;
            say("done", holder + " open", first, 0, path);
            assertRefused(other, second, path);
            assertOthersRefused();
            // Drops the lock of a channel on the file itself.
            say("done", holder + " touch", path);
            assertRefused(other, second, path);
            assertOthersRefused();
            say("done", holder + " push", 1);
            say("done", holder + " close");
            say("done", other + " open", second, 0, path);
            assertRefused(holder, first, path);
            say("done", other + " push", 2);
            say(Integer.toString(2 * holder + 2), other + " length");
            say("done", other + " close");
        }
        BStack.open(path).close();
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(path), left.toList());
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void exclude_each_other_under_other_names(Access first, Access second) throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path link = Files.createLink(elsewhere.resolve("y.bstack"), path);
        say("done", "0 open", first, 0, path);
        assertRefused(1, second, link);
        say("done", "0 touch", path);
        assertRefused(1, second, link);
        Path moved = Files.move(path, elsewhere.resolve("z.bstack"));
        assertRefused(1, second, moved);
        // What has the name now is another file.
        BStack.open(path).close();
        say("done", "1 open", second, 0, path);
        assertRefused(0, first, path);
        assertRefused(1, second, link);
        say("done", "1 close");
        say("done", "0 close");
        say("done", "1 open", second, 0, link);
        assertRefused(0, first, moved);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void exclude_each_other_when_the_properties_of_the_system_are_replaced(Access first, Access second)
            throws IOException {
        say("done", "0 open", first, 0, path);
        say("done", "properties");
        assertRefused(1, second, path);
        say("done", "0 close");
        say("done", "1 open", second, 0, path);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void share_a_file_that_they_read_and_keep_writers_out(Access first, Access second) throws IOException {
        boolean share = first == Access.NATIVE || second == Access.NATIVE;
        say("done", "0 read", first, 0, path);
        for (int i = 0; i < REFUSALS; i++) {
            say(share ? "done" : ITSELF, "1 read", second, 0, path);
            say(ITSELF, "0 open", first, 0, path);
            say(ITSELF, "1 open", second, 0, path);
            assertOthersRefused();
            if (share) {
                say("done", "1 close");
            }
            assertOthersRefused();
            say(ITSELF, "1 open", second, 0, path);
        }
        say("done", "0 close");
        say("done", "1 open", second, 0, path);
    }

    /** Each counts while it has the file; two that had it at the same time would count the same. */
    @ParameterizedTest
    @MethodSource("pairs")
    void take_turns_and_none_is_lost(Access first, Access second) throws IOException {
        try (BStack stack = BStack.open(path)) {
            stack.push(new byte[Long.BYTES]);
        }
        say("done", "count", first, second, TURNS, path);
        try (BStack stack = BStack.open(path)) {
            assertEquals(2 * TURNS, ByteBuffer.wrap(stack.peek(0)).getLong());
        }
    }

    /** The monitor is found by its content alone, as another copy finds it. */
    @ParameterizedTest
    @MethodSource("bstack.core.Accesses#available")
    void an_open_and_a_portable_close_wait_for_the_monitor_of_all_copies(Access access) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        Object monitor = ("bstack.core: " + key).intern();
        BStackOptions options = BStackOptions.defaults().access(access);
        Tasks.Started<BStack> opening;
        synchronized (monitor) {
            opening = Tasks.start(() -> BStack.open(path, options)).awaitBlocked();
            assertFalse(opening.isDone());
        }
        BStack stack = opening.await();
        Tasks.Started<Boolean> closing;
        synchronized (monitor) {
            closing = Tasks.start(() -> {
                stack.close();
                return true;
            });
            if (access == Access.NATIVE) {
                assertTrue(closing.await());
            } else {
                assertFalse(closing.awaitBlocked().isDone());
            }
        }
        assertTrue(closing.await());
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void a_copy_that_was_dropped_gives_back_what_it_had_open(Access first, Access second) throws Exception {
        say("done", "0 open", first, 0, path);
        say("done", "0 push", 1);
        assertRefused(1, second, path);
        say("done", "drop 0");
        long start = System.nanoTime();
        String answer = ITSELF;
        while (answer.equals(ITSELF)) {
            assertTrue(System.nanoTime() - start < PATIENCE, "it is held for ever");
            say("done", "collect");
            answer = jvm.say("1 open %s 10 %s".formatted(second, path));
        }
        assertEquals("done", answer);
        say("1", "1 length");
        assertRefused(0, first, path);
    }
}
