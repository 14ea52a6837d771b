package bstack.core;

import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStackOptions.Access;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two processes with one file, each by its own means of access. Whatever else the holder's JVM does with the file, nobody
 * gets it: a lock of a FileChannel is lost when any descriptor of the file is closed.
 */
@ParameterizedClass
@CsvSource({"NATIVE, NATIVE", "NATIVE, FILE_CHANNEL", "FILE_CHANNEL, NATIVE", "FILE_CHANNEL, FILE_CHANNEL"})
final class LockAcrossProcessesTest {
    private static final String OTHER_HAS_IT = "locked by another";
    private static OtherJvm other;

    private final BStackOptions options;
    private final Access theirs;

    @TempDir
    Path directory;

    private Path folder;
    private Path path;

    LockAcrossProcessesTest(Access mine, Access theirs) {
        Accesses.assume(mine);
        Accesses.assume(theirs);
        this.options = BStackOptions.defaults().access(mine);
        this.theirs = theirs;
    }

    @BeforeAll
    static void start() throws IOException {
        other = OtherJvm.start();
    }

    @AfterAll
    static void end() {
        other.close();
    }

    @BeforeEach
    void create() throws IOException {
        folder = Files.createDirectory(directory.resolve("folder"));
        path = folder.resolve("x.bstack");
        BStack.open(path, options).close();
    }

    private String theyOpen(Path file) throws IOException {
        return other.say("open %s 0 %s".formatted(theirs, file));
    }

    private String theyRead(Path file) throws IOException {
        return other.say("read %s 0 %s".formatted(theirs, file));
    }

    private void assertTheyAreExcluded(Path file) throws IOException {
        for (int i = 0; i < 3; i++) {
            assertEquals(OTHER_HAS_IT, theyOpen(file));
            assertEquals(OTHER_HAS_IT, theyRead(file));
        }
    }

    private void assertIAmExcluded(Path file) {
        for (int i = 0; i < 3; i++) {
            assertFalse(assertThrows(BStackLockedException.class, () -> BStack.open(file, options))
                    .heldByThisJvm());
            assertFalse(assertThrows(BStackLockedException.class, () -> BStack.openReadOnly(file, options))
                    .heldByThisJvm());
        }
    }

    /** All that other code of a program may do with the file: each of these closes a descriptor of it. */
    private static void touch(Path file) throws IOException {
        Files.readAllBytes(file);
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)
                .close();
        assertThrows(BStackLockedException.class, () -> BStack.open(file));
        assertThrows(
                BStackLockedException.class,
                () -> BStack.open(file, BStackOptions.defaults().access(Access.FILE_CHANNEL)));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void a_file_that_i_have_open_is_locked_for_another_process_whatever_this_jvm_reads_and_closes() throws IOException {
        try (BStack stack = BStack.open(path, options)) {
            stack.push(of(1));
            assertTheyAreExcluded(path);
            touch(path);
            assertTheyAreExcluded(path);
            stack.push(of(2));
            stack.checkpoint();
            touch(path);
            assertTheyAreExcluded(path);
            stack.push(of(3));
            assertArrayEquals(of(1, 2, 3), stack.peek(0));
        }
        assertEquals("done", theyOpen(path));
        assertEquals("3", other.say("length"));
        assertIAmExcluded(path);
        assertEquals("done", other.say("close"));
        assertEquals(List.of("x.bstack"), files());
    }

    @Test
    void a_file_that_another_process_has_open_is_locked_for_me_whatever_that_process_reads_and_closes()
            throws IOException {
        assertEquals("done", theyOpen(path));
        assertEquals("done", other.say("push 1"));
        assertIAmExcluded(path);
        assertEquals("done", other.say("touch " + path));
        assertIAmExcluded(path);
        assertEquals("done", other.say("push 2"));
        assertIAmExcluded(path);
        assertEquals("done", other.say("close"));
        try (BStack stack = BStack.open(path, options)) {
            assertArrayEquals(of(1, 2), stack.peek(0));
        }
        assertEquals(List.of("x.bstack"), files());
    }

    @Test
    void a_file_of_a_killed_process_is_free_again() throws IOException {
        try (OtherJvm killed = OtherJvm.start()) {
            assertEquals("done", killed.say("open %s 0 %s".formatted(theirs, path)));
            assertEquals("done", killed.say("push 7"));
            assertIAmExcluded(path);
        }
        try (BStack stack = BStack.open(path, options)) {
            assertArrayEquals(of(7), stack.peek(0));
        }
        // What the killed one left beside the file is removed by the next that uses it.
        BStack.open(path, BStackOptions.defaults().access(Access.FILE_CHANNEL)).close();
        assertEquals(List.of("x.bstack"), files());
    }

    @Test
    void readers_share_a_file_and_exclude_writers_until_the_last_has_left() throws IOException {
        try (BStack one = BStack.openReadOnly(path, options)) {
            try (BStack two = BStack.openReadOnly(path, options)) {
                assertEquals("done", theyRead(path));
                assertEquals("done", other.say("close"));
                assertEquals(OTHER_HAS_IT, theyOpen(path));
                assertTrue(two.isEmpty());
            }
            // The close of one reader has closed a descriptor of the file, too.
            assertEquals(OTHER_HAS_IT, theyOpen(path));
            Files.readAllBytes(path);
            assertEquals(OTHER_HAS_IT, theyOpen(path));
            assertTrue(one.isEmpty());
            assertEquals("done", theyRead(path));
        }
        assertThrows(BStackLockedException.class, () -> BStack.open(path, options));
        assertEquals("done", other.say("close"));
        BStack.open(path, options).close();
        assertEquals(List.of("x.bstack"), files());
    }

    @Test
    void other_names_of_a_file_are_the_same_file() throws IOException {
        Path link = Files.createLink(folder.resolve("hard"), path);
        Path symbolic = Files.createSymbolicLink(directory.resolve("symbolic"), path);
        Path throughFolder =
                Files.createSymbolicLink(directory.resolve("through"), folder).resolve("x.bstack");
        for (Path name : List.of(path, link, symbolic, throughFolder)) {
            try (BStack stack = BStack.open(name, options)) {
                touch(path);
                for (Path another : List.of(path, link, symbolic, throughFolder)) {
                    assertTheyAreExcluded(another);
                }
                stack.push(of(1));
            }
        }
        assertEquals(List.of("hard", "x.bstack"), files());
    }

    @Test
    void a_file_that_is_renamed_while_it_is_open_stays_locked() throws IOException {
        Path renamed = folder.resolve("renamed");
        try (BStack stack = BStack.open(path, options)) {
            Files.move(path, renamed);
            Files.readAllBytes(renamed);
            assertTheyAreExcluded(renamed);
            stack.push(of(1));
            // The name is free for another file.
            assertEquals("done", theyOpen(path));
            assertEquals("done", other.say("close"));
            assertTheyAreExcluded(renamed);
        }
        assertEquals("done", theyOpen(renamed));
        assertEquals("1", other.say("length"));
        assertEquals("done", other.say("close"));
    }

    @Test
    void an_open_that_may_wait_gets_the_file_when_the_other_process_closes_it() throws IOException {
        BStack stack = BStack.open(path, options);
        other.begin("open %s 60000 %s".formatted(theirs, path));
        stack.push(of(1));
        touch(path);
        stack.push(of(2));
        stack.close();
        assertEquals("done", other.answer());
        assertEquals("2", other.say("length"));
        Tasks.Started<Long> waiting = Tasks.start(() -> {
            try (BStack mineAgain = BStack.open(path, options.lockTimeout(Duration.ofMinutes(1)))) {
                return mineAgain.length();
            }
        });
        assertEquals("done", other.say("push 3"));
        assertEquals("done", other.say("close"));
        assertEquals(3L, waiting.await());
    }

    @Test
    void both_kinds_of_access_in_one_jvm_exclude_each_other() throws IOException {
        BStackOptions otherAccess = BStackOptions.defaults().access(theirs);
        try (BStack stack = BStack.open(path, options)) {
            assertTrue(assertThrows(BStackLockedException.class, () -> BStack.open(path, otherAccess))
                    .heldByThisJvm());
            assertTrue(assertThrows(BStackLockedException.class, () -> BStack.openReadOnly(path, otherAccess))
                    .heldByThisJvm());
            stack.push(of(1));
        }
        try (BStack one = BStack.openReadOnly(path, options)) {
            try (BStack two = BStack.openReadOnly(path, otherAccess)) {
                assertArrayEquals(one.peek(0), two.peek(0));
                assertEquals(OTHER_HAS_IT, theyOpen(path));
            }
            assertEquals(OTHER_HAS_IT, theyOpen(path));
        }
        assertEquals("done", theyOpen(path));
        assertEquals("done", other.say("close"));
        assertEquals(List.of("x.bstack"), files());
    }
}
