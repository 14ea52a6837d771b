package bstack.core;

import static bstack.core.Bytes.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link BStack#snapshotTo}: a file at rest, of one moment between two commits, and nothing if it fails. */
@SuppressWarnings("try") // what ends the following is not used but to end it
final class SnapshotTest {
    @TempDir
    Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(n -> !n.endsWith(".lock"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @EnumSource(BStackOptions.Access.class)
    void aSnapshotIsAFileAtRestWithThePayload(BStackOptions.Access access) throws IOException {
        if (access == BStackOptions.Access.NATIVE && !Accesses.isThere(access)) {
            return;
        }
        byte[] payload = random(3_000_000, 1);
        try (BStack stack =
                BStack.open(folder.resolve("a"), BStackOptions.defaults().access(access))) {
            stack.push(payload);
            Snapshot snapshot = stack.snapshotTo(folder.resolve("b"));
            assertEquals(1, snapshot.sequence());
            assertEquals(payload.length, snapshot.length());
            assertTrue(snapshot.bytesWritten() >= payload.length, snapshot.toString());
            assertEquals(List.of("a", "b"), names());
            stack.push(random(10, 2));
        }
        assertArrayEquals(Bytes.fileAtRest(payload), Files.readAllBytes(folder.resolve("b")));
    }

    @Test
    void anEmptyStackHasASnapshotToo() throws IOException {
        try (BStack stack = BStack.open(folder.resolve("a"))) {
            assertEquals(0, stack.snapshotTo(folder.resolve("b")).sequence());
        }
        assertArrayEquals(Bytes.fileAtRest(Bytes.EMPTY), Files.readAllBytes(folder.resolve("b")));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void besideThreadsThatCommitItIsTheStateOfItsNumber(long offset) throws Exception {
        long seed = Long.getLong("bstack.seed", System.nanoTime()) + offset;
        System.out.println("-Dbstack.seed=" + (seed - offset));
        // With very little memory frames are given up, and copied again.
        long memory = offset % 2 == 0 ? 2000 : 1 << 20;
        Path file = folder.resolve("a");
        BStackOptions options = BStackOptions.defaults().journalSize(1 << 16);
        try (BStack stack = BStack.open(file, options.followMemory(memory))) {
            stack.push(random(2_000_000, seed));
            AtomicBoolean over = new AtomicBoolean();
            List<Tasks.Started<Object>> writers = new ArrayList<>();
            for (int n = 0; n < 4; n++) {
                SplittableRandom random = new SplittableRandom(seed * 31 + n);
                writers.add(Tasks.start(() -> {
                    while (!over.get()) {
                        FollowTest.change(stack, random);
                        stack.set(random.nextInt(1_000_000), random(100, random.nextLong()));
                    }
                    return null;
                }));
            }
            List<Snapshot> snapshots = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                snapshots.add(stack.snapshotTo(folder.resolve("s" + i)));
            }
            over.set(true);
            writers.forEach(Tasks.Started::await);
            // A second run with the same frames: what the snapshots contain must be what a replay says.
            replay(stack, snapshots);
        }
    }

    /** Follows from each snapshot, where frames are kept, up to the end: it must be the payload. */
    private void replay(BStack stack, List<Snapshot> snapshots) throws Exception {
        byte[] end = stack.peek(0);
        for (int i = 0; i < snapshots.size(); i++) {
            FollowedPayload copy = new FollowedPayload(snapshots.get(i).sequence(), payload(folder.resolve("s" + i)));
            assertEquals(snapshots.get(i).length(), copy.last().length);
            try (Closeable following = stack.follow(snapshots.get(i).sequence(), copy)) {
                copy.await(stack.sequence());
            }
            assertNull(copy.problem);
            if (copy.lostAfter < 0) {
                assertArrayEquals(end, copy.last(), "snapshot " + i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void itIsWhatAFollowerHasAtItsNumber(long offset) throws Exception {
        long seed = Long.getLong("bstack.seed", System.nanoTime()) + offset;
        System.out.println("-Dbstack.seed=" + (seed - offset));
        long memory = 1 << 28;
        try (BStack stack =
                BStack.open(folder.resolve("a"), BStackOptions.defaults().followMemory(memory))) {
            stack.push(random(300_000, seed));
            FollowedPayload copy = FollowedPayload.of(stack);
            AtomicBoolean over = new AtomicBoolean();
            try (Closeable following = stack.follow(1, copy)) {
                Tasks.Started<Object> writer = Tasks.start(() -> {
                    SplittableRandom random = new SplittableRandom(seed);
                    for (int i = 0; i < 300 && !over.get(); i++) {
                        FollowTest.change(stack, random);
                        stack.set(random.nextInt(1000), random(300, i));
                    }
                    return null;
                });
                for (int i = 0; i < 5; i++) {
                    Snapshot snapshot = stack.snapshotTo(folder.resolve("s" + i));
                    copy.await(snapshot.sequence());
                    assertArrayEquals(
                            copy.states.get(snapshot.sequence()),
                            payload(folder.resolve("s" + i)),
                            "snapshot of frame " + snapshot.sequence());
                }
                over.set(true);
                writer.await();
            }
            assertNull(copy.problem);
        }
    }

    private static byte[] payload(Path file) throws IOException {
        byte[] all = Files.readAllBytes(file);
        assertEquals(1, all[5], "at rest");
        byte[] payload = new byte[all.length - 16];
        System.arraycopy(all, 16, payload, 0, payload.length);
        assertArrayEquals(Bytes.fileAtRest(payload), all);
        return payload;
    }

    @Test
    void whatChangesWhileItIsBeingCopiedIsInItOrNotAsItsNumberSays() throws Exception {
        HookedStorage medium = new HookedStorage();
        HookedStorage target = new HookedStorage();
        try (BStack stack = BStack.open(medium)) {
            stack.push(random(3 << 20, 1));
            FollowedPayload states = FollowedPayload.of(stack);
            try (Closeable following = stack.follow(1, states)) {
                int[] step = {0};
                // Between two pieces of the copy: a change of what is copied, of what is not, shorter, longer, large.
                target.hook((call, position, count) -> {
                    if (call == HookedStorage.Call.WRITE && count > 100_000) {
                        switch (step[0]++) {
                            case 0 -> stack.set(10, random(1000, 2));
                            case 1 -> stack.set(2_500_000, random(1000, 3));
                            case 2 -> {
                                stack.discard(1 << 20);
                                stack.push(random(2 << 20, 4));
                                stack.set(1 << 20, random(1 << 20, 5));
                                stack.push(random(100, 6));
                            }
                            default -> {}
                        }
                    }
                });
                Snapshot snapshot = stack.snapshotTo(target, (done, total) -> {});
                assertEquals(stack.sequence(), snapshot.sequence());
                states.await(snapshot.sequence());
                assertArrayEquals(Bytes.fileAtRest(states.states.get(snapshot.sequence())), target.bytes());
                assertArrayEquals(stack.peek(0), states.last());
            }
        }
    }

    @Test
    void anExistingFileIsRefusedAndStays() throws IOException {
        Path target = Files.write(folder.resolve("b"), Bytes.of(1, 2, 3));
        try (BStack stack = BStack.open(folder.resolve("a"))) {
            stack.push(Bytes.of(4));
            assertThrows(FileAlreadyExistsException.class, () -> stack.snapshotTo(target));
            assertThrows(FileAlreadyExistsException.class, () -> stack.snapshotTo(folder.resolve("a")));
            assertThrows(NoSuchFileException.class, () -> stack.snapshotTo(folder.resolve("c/d")));
            // One that comes meanwhile, too.
            assertThrows(
                    FileAlreadyExistsException.class,
                    () -> stack.snapshotTo(folder.resolve("late"), (done, total) -> {
                        if (!Files.exists(folder.resolve("late"))) {
                            Files.createFile(folder.resolve("late"));
                        }
                    }));
        }
        assertArrayEquals(Bytes.of(1, 2, 3), Files.readAllBytes(target));
        assertEquals(List.of("a", "b", "late"), names());
        assertEquals(0, Files.size(folder.resolve("late")));
    }

    @Test
    void aFailureLeavesNothing() throws IOException {
        try (BStack stack = BStack.open(folder.resolve("a"))) {
            stack.push(random(3 << 20, 1));
            IOException ended = new IOException("enough");
            assertEquals(
                    ended,
                    assertThrows(
                            IOException.class,
                            () -> stack.snapshotTo(folder.resolve("b"), (done, total) -> {
                                throw ended;
                            })));
            assertEquals(List.of("a"), names());
            stack.push(Bytes.of(1));
            stack.snapshotTo(folder.resolve("b"));
        }
        assertEquals(List.of("a", "b"), names());
    }

    @Test
    void aSourceThatFailsInTheMiddleLeavesNothing() throws IOException {
        HookedStorage medium = new HookedStorage();
        try (BStack stack = BStack.open(medium)) {
            stack.push(random(3 << 20, 1));
            int[] reads = {0};
            medium.hook((call, position, count) -> {
                if (call == HookedStorage.Call.READ && reads[0]++ == 1) {
                    throw new IOException("unreadable");
                }
            });
            assertEquals(
                    "unreadable",
                    assertThrows(IOException.class, () -> stack.snapshotTo(folder.resolve("b")))
                            .getMessage());
            assertEquals(List.of(), names());
            stack.push(Bytes.of(1));
            stack.snapshotTo(folder.resolve("b"));
        }
    }

    @Test
    void aStackThatIsClosedInTheMiddleIsSaid() throws IOException {
        BStack stack = BStack.open(folder.resolve("a"));
        stack.push(random(3 << 20, 1));
        assertThrows(
                IllegalStateException.class,
                () -> stack.snapshotTo(folder.resolve("b"), (done, total) -> stack.close()));
        assertEquals(List.of("a"), names());
        assertThrows(IllegalStateException.class, () -> stack.snapshotTo(folder.resolve("b")));
        assertEquals(List.of("a"), names());
    }

    @Test
    void aTargetThatFailsAtAnyCallIsNoStackAndHarmsNothing() throws IOException {
        try (BStack stack = BStack.open(Storage.memory())) {
            stack.push(random(1_500_000, 1));
            int calls = 1;
            for (int fail = 0; fail < calls; fail++) {
                HookedStorage target = new HookedStorage();
                int[] count = {0};
                int at = fail;
                target.hook((call, position, n) -> {
                    if (count[0]++ == at && call != HookedStorage.Call.SIZE) {
                        throw new IOException("full");
                    }
                });
                try {
                    stack.snapshotTo(target, (done, total) -> {});
                } catch (IOException e) {
                    assertEquals("full", e.getMessage());
                    target.hook(HookedStorage.Hook.NONE);
                    byte[] left = target.bytes();
                    boolean complete = left.length == 1_500_016 && left[0] == 'B';
                    if (!complete) {
                        assertFalse(left.length > 4 && left[0] == 'B', "a stack after call " + fail);
                    }
                }
                calls = Math.max(calls, count[0]);
            }
            assertTrue(calls > 5, "" + calls);
            assertEquals(1_500_000, stack.length());
        }
    }

    @Test
    void aStackThatIsOpenForReadingOnlyIsCopiedAsItIsShown() throws IOException {
        HookedStorage medium = new HookedStorage();
        BStack crashed = BStack.open(medium);
        byte[] payload = random(2_000_000, 1);
        crashed.push(payload);
        crashed.set(5, Bytes.of(1, 2, 3));
        byte[] expected = crashed.peek(0);
        try (BStack stack = BStack.openReadOnly(medium.survivor())) {
            stack.snapshotTo(folder.resolve("b"));
        }
        assertArrayEquals(Bytes.fileAtRest(expected), Files.readAllBytes(folder.resolve("b")));
        crashed.close();
    }

    @Test
    void itIsRefusedInsideATransactionAndAView() throws IOException {
        try (BStack stack = BStack.open(Storage.memory())) {
            stack.push(Bytes.of(1));
            assertThrows(
                    IllegalStateException.class, () -> stack.transact(() -> stack.snapshotTo(folder.resolve("b"))));
            assertThrows(IllegalStateException.class, () -> stack.view(() -> stack.snapshotTo(folder.resolve("b"))));
            Storage used = Storage.memory();
            used.resize(1);
            assertThrows(IllegalArgumentException.class, () -> stack.snapshotTo(used, (done, total) -> {}));
        }
        assertEquals(List.of(), names());
    }

    @Test
    void anInterruptDoesNotConcernIt() throws IOException {
        try (BStack stack = BStack.open(folder.resolve("a"))) {
            stack.push(random(2 << 20, 1));
            Thread.currentThread().interrupt();
            stack.snapshotTo(folder.resolve("b"));
            assertTrue(Thread.interrupted());
            assertArrayEquals(Bytes.fileAtRest(stack.peek(0)), Files.readAllBytes(folder.resolve("b")));
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void itIsAsPrivateAsItsSource() throws IOException {
        Path source = Files.createFile(
                folder.resolve("a"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (BStack stack = BStack.open(source)) {
            stack.push(Bytes.of(1));
            stack.snapshotTo(folder.resolve("b"));
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("b"))));
    }

    @Test
    void progressEndsAtTheTotal() throws IOException {
        try (BStack stack = BStack.open(Storage.memory())) {
            stack.push(random(3 << 20, 1));
            List<long[]> told = new ArrayList<>();
            stack.snapshotTo(Storage.memory(), (done, total) -> told.add(new long[] {done, total}));
            assertEquals(3, told.size());
            assertEquals(3 << 20, told.get(2)[0]);
            assertEquals(3 << 20, told.get(2)[1]);
            assertEquals(1 << 20, told.get(0)[0]);
            assertEquals(3 << 20, told.get(0)[1]);
        }
    }

    @Test
    void aMediumGetsItsHeaderAfterEverythingElseIsDurable() throws IOException {
        HookedStorage target = new HookedStorage();
        List<String> calls = new ArrayList<>();
        target.hook((call, position, count) -> {
            if (call == HookedStorage.Call.SYNC || call == HookedStorage.Call.WRITE) {
                calls.add(call + (position == 0 && call == HookedStorage.Call.WRITE ? " header" : ""));
            }
        });
        try (BStack stack = BStack.open(Storage.memory())) {
            stack.push(random(100, 1));
            stack.snapshotTo(target, (done, total) -> {});
        }
        assertEquals(List.of("WRITE", "SYNC", "SYNC", "WRITE header", "SYNC"), calls);
        ByteBuffer start = ByteBuffer.wrap(target.bytes(), 0, 4);
        assertEquals('B', start.get());
    }
}
