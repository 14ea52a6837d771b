package bstack.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link BackupFolder} on a real file system. */
final class BackupFolderTest {
    private static final Duration OFTEN = Duration.ofMillis(20);

    @TempDir
    Path temp;

    private Path folder() {
        return temp.resolve("backups");
    }

    private byte[] restored(RestorePoint which) throws IOException {
        Path target = temp.resolve("restored-" + System.nanoTime());
        try (BackupFolder backups = BackupFolder.openReadOnly(folder())) {
            RestoreResult result = backups.restore(target, which);
            assertNull(result.damage());
            try (BStack stack = BStack.openReadOnly(target)) {
                byte[] payload = stack.peek(0);
                assertEquals(payload.length, result.point().length());
                assertEquals(16 + payload.length, Files.size(target));
                return payload;
            }
        }
    }

    @Test
    void aBackupIsRestored() throws IOException {
        try (Source source = new Source(1);
                BackupFolder backups = BackupFolder.open(folder())) {
            source.changes(20);
            BackupResult first = backups.backup(source.stack);
            assertTrue(first.wroteBase());
            assertEquals(1, first.point().number());
            assertArrayEquals(source.payload(), restored(RestorePoint.latest()));
            assertFalse(backups.backup(source.stack).wroteBase(), "nothing has changed");
            byte[] before = source.payload();
            source.changes(5);
            BackupResult second = backups.backup(source.stack);
            assertTrue(second.wroteBase());
            assertArrayEquals(source.payload(), restored(RestorePoint.latest()));
            assertArrayEquals(before, restored(RestorePoint.number(first.point().number())));
            assertTrue(backups.verify().isSound());
            assertEquals(2, backups.status().bases());
        }
    }

    @Test
    void everyCommitOfAFollowedStackIsRestored() throws IOException {
        try (Source source = new Source(2)) {
            source.changes(5);
            TreeMap<Long, byte[]> states = new TreeMap<>();
            try (BackupFolder backups = BackupFolder.open(folder());
                    BackupFollowing following = backups.follow(source.stack, OFTEN)) {
                for (int i = 0; i < 30; i++) {
                    states.put(following.catchUp().number(), source.payload());
                    source.change();
                }
                states.put(following.catchUp().number(), source.payload());
                assertNull(following.failure());
                assertTrue(following.isRunning());
                assertEquals(1, backups.status().bases());
            }
            assertEquals(31, states.size());
            for (long number : states.keySet()) {
                assertArrayEquals(states.get(number), restored(RestorePoint.number(number)), "state " + number);
            }
            assertArrayEquals(source.payload(), restored(RestorePoint.latest()));
        }
    }

    @Test
    void aTimeIsRestored() throws Exception {
        try (Source source = new Source(3);
                BackupFolder backups = BackupFolder.open(folder())) {
            source.changes(5);
            List<Instant> times = new ArrayList<>();
            List<byte[]> states = new ArrayList<>();
            try (BackupFollowing following = backups.follow(source.stack, OFTEN)) {
                for (int i = 0; i < 5; i++) {
                    Thread.sleep(5);
                    times.add(Instant.now());
                    states.add(source.payload());
                    Thread.sleep(5);
                    source.change();
                    following.catchUp();
                }
            }
            for (int i = 0; i < times.size(); i++) {
                assertArrayEquals(states.get(i), restored(RestorePoint.time(times.get(i))), "time " + i);
            }
            BackupDamagedException e =
                    assertThrows(BackupDamagedException.class, () -> restored(RestorePoint.time(Instant.EPOCH)));
            assertTrue(e.getMessage().contains("no state that is old enough"), e.getMessage());
        }
    }

    @Test
    void aSourceThatIsClosedIsInTheChain() throws IOException {
        byte[] expected;
        try (BackupFolder backups = BackupFolder.open(folder())) {
            BackupFollowing following;
            try (Source source = new Source(4)) {
                following = backups.follow(source.stack, Duration.ofHours(1));
                source.changes(10);
                expected = source.payload();
            }
            following.close();
            assertFalse(following.isRunning());
        }
        assertArrayEquals(expected, restored(RestorePoint.latest()));
    }

    @Test
    void afterAReopeningTheChainGoesOnIfNothingHasChanged() throws IOException {
        try (Source source = new Source(5)) {
            source.changes(10);
            try (BackupFolder backups = BackupFolder.open(folder())) {
                try (BackupFollowing following = backups.follow(source.stack, OFTEN)) {
                    source.changes(10);
                    assertNotNull(following.last());
                }
            }
            source.reopen();
            try (BackupFolder backups = BackupFolder.open(folder())) {
                assertFalse(backups.backup(source.stack).wroteBase(), "the same bytes");
                long before = backups.status().last().number();
                try (BackupFollowing following = backups.follow(source.stack, OFTEN)) {
                    source.changes(3);
                    assertEquals(before + 3, following.catchUp().number());
                }
                assertEquals(1, backups.status().bases());
            }
            source.reopen().change();
            try (BackupFolder backups = BackupFolder.open(folder())) {
                BackupResult changed = backups.backup(source.stack);
                assertTrue(changed.wroteBase());
                assertEquals(2, backups.status().bases());
                assertTrue(backups.verify().isSound());
            }
            assertArrayEquals(source.payload(), restored(RestorePoint.latest()));
        }
    }

    @Test
    void followingGoesOnWhereABackupEnded() throws IOException {
        try (Source source = new Source(6);
                BackupFolder backups = BackupFolder.open(folder())) {
            source.changes(10);
            backups.backup(source.stack);
            source.changes(10);
            try (BackupFollowing following = backups.follow(source.stack, OFTEN)) {
                assertEquals(11, following.catchUp().number());
                IllegalStateException e = assertThrows(IllegalStateException.class, () -> backups.backup(source.stack));
                assertTrue(e.getMessage().contains("is being followed"), e.getMessage());
                assertThrows(IllegalStateException.class, () -> backups.follow(source.stack, OFTEN));
            }
            assertEquals(1, backups.status().bases());
            assertArrayEquals(source.payload(), restored(RestorePoint.latest()));
        }
    }

    @Test
    void aCompactionKeepsWhatIsToBeKept() throws IOException {
        try (Source source = new Source(7);
                BackupFolder backups = BackupFolder.open(folder())) {
            source.changes(50);
            TreeMap<Long, byte[]> states = new TreeMap<>();
            for (int day = 0; day < 4; day++) {
                try (BackupFollowing following = backups.follow(source.stack, OFTEN)) {
                    for (int i = 0; i < 10; i++) {
                        source.change();
                        states.put(following.catchUp().number(), source.payload());
                    }
                }
            }
            long middle = states.firstKey() + 19;
            BackupStatus before = backups.status();
            assertEquals(4, before.segments());
            // As if the second of four days were just old enough.
            long oldest = backups.compactTo(timeOf(backups, middle).toEpochMilli(), (d, t) -> {})
                    .oldest();
            assertTrue(oldest >= 1 && oldest <= middle, "" + oldest);
            assertTrue(backups.verify().isSound(), backups.verify().toString());
            assertTrue(backups.status().bytes() < before.bytes());
            for (long number : states.tailMap(middle).keySet()) {
                assertArrayEquals(states.get(number), restored(RestorePoint.number(number)), "state " + number);
            }
            assertThrows(BackupDamagedException.class, () -> restored(RestorePoint.number(middle - 1)));
            // And all of it.
            backups.compact(Duration.ZERO);
            assertArrayEquals(source.payload(), restored(RestorePoint.latest()));
            BackupStatus after = backups.status();
            assertTrue(after.bytes() <= 2 * source.stack.length(), after.toString());
            assertTrue(after.segments() <= 1, after.toString());
            assertTrue(backups.verify().isSound());
        }
    }

    private static Instant timeOf(BackupFolder backups, long number) throws IOException {
        Path target = Files.createTempDirectory("backup").resolve("x");
        return backups.restore(target, RestorePoint.number(number)).point().time();
    }

    @Test
    void compactingWhileFollowingLosesNothing() throws IOException {
        try (Source source = new Source(8);
                BackupFolder backups = BackupFolder.open(folder())) {
            source.changes(10);
            try (BackupFollowing following = backups.follow(source.stack, OFTEN)) {
                for (int i = 0; i < 5; i++) {
                    source.changes(10);
                    following.catchUp();
                    backups.compact(Duration.ZERO);
                }
                source.changes(3);
            }
            assertArrayEquals(source.payload(), restored(RestorePoint.latest()));
            assertTrue(backups.verify().isSound());
        }
    }

    @Test
    void oneWriterAtATime() throws IOException {
        try (BackupFolder backups = BackupFolder.open(folder())) {
            FileSystemException e = assertThrows(FileSystemException.class, () -> BackupFolder.open(folder()));
            assertTrue(e.getMessage().contains("writes backups to it"), e.getMessage());
            assertEquals(0, backups.status().bytes());
        }
        BackupFolder.open(folder()).close();
    }

    @Test
    void whatCannotBeDoneIsSaid() throws IOException {
        assertThrows(NotDirectoryException.class, () -> BackupFolder.openReadOnly(temp.resolve("none")));
        try (Source source = new Source(9)) {
            source.changes(3);
            try (BackupFolder backups = BackupFolder.open(folder())) {
                BackupDamagedException empty = assertThrows(
                        BackupDamagedException.class, () -> backups.restore(temp.resolve("x"), RestorePoint.latest()));
                assertTrue(empty.getMessage().contains("no state"), empty.getMessage());
                backups.backup(source.stack);
                Path target = Files.createFile(temp.resolve("y"));
                assertThrows(FileAlreadyExistsException.class, () -> backups.restore(target, RestorePoint.latest()));
                BackupDamagedException none = assertThrows(
                        BackupDamagedException.class,
                        () -> backups.restore(temp.resolve("x"), RestorePoint.number(99)));
                assertTrue(
                        none.getMessage().endsWith("state 99 cannot be restored: the nearest are 1 and none"),
                        none.getMessage());
                assertThrows(IllegalArgumentException.class, () -> backups.compact(Duration.ofSeconds(-1)));
            }
            try (BackupFolder backups = BackupFolder.openReadOnly(folder())) {
                assertThrows(IllegalStateException.class, () -> backups.backup(source.stack));
                assertThrows(IllegalStateException.class, () -> backups.compact(Duration.ZERO));
            }
            try (BackupFolder backups = BackupFolder.open(folder());
                    BStack reader = BStack.openReadOnly(new CopiedStorage(source.medium))) {
                assertThrows(IllegalStateException.class, () -> backups.follow(reader, OFTEN));
            }
        }
        assertFalse(Files.exists(temp.resolve("x")));
        try (Stream<Path> files = Files.list(temp)) {
            assertEquals(
                    List.of("backups", "y"),
                    files.map(f -> f.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void progressEndsAtTheTotal() throws IOException {
        try (Source source = new Source(10);
                BackupFolder backups = BackupFolder.open(folder())) {
            source.changes(100);
            long[] last = new long[2];
            backups.backup(source.stack, (done, total) -> {
                last[0] = done;
                last[1] = total;
            });
            assertTrue(last[1] > 0 && last[0] >= last[1], last[0] + " of " + last[1]);
            last[1] = 0;
            backups.verify((done, total) -> {
                last[0] = done;
                last[1] = total;
            });
            assertTrue(last[1] > 0 && last[0] == last[1], last[0] + " of " + last[1]);
            last[1] = 0;
            backups.restore(temp.resolve("z"), RestorePoint.latest(), (done, total) -> {
                last[0] = done;
                last[1] = total;
            });
            assertTrue(last[1] > 0 && last[0] == last[1], last[0] + " of " + last[1]);
        }
    }
}
