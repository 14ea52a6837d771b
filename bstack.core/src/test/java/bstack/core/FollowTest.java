package bstack.core;

import static bstack.core.Bytes.filled;
import static bstack.core.Bytes.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link BStack#follow}: every frame, in order, once; and no commit is ever concerned. */
@SuppressWarnings("try") // what ends the following is not used but to end it
final class FollowTest {

    private static BStack memory() throws IOException {
        return BStack.open(Storage.memory());
    }

    /** {@return a listener that passes on what it is told, but no frame before it may} */
    private static CommitListener held(FollowedPayload copy, CountDownLatch go) {
        return new CommitListener() {
            @Override
            public void committed(CommittedFrame frame) throws IOException {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                copy.committed(frame);
            }

            @Override
            public void closed(long last) {
                copy.closed(last);
            }

            @Override
            public void lostPlace(long last, Throwable cause) {
                copy.lostPlace(last, cause);
            }
        };
    }

    @Test
    void everyCommitIsHandedOverOnceAndInOrder() throws Exception {
        try (BStack stack = memory()) {
            FollowedPayload copy = FollowedPayload.of(stack);
            try (Closeable following = stack.follow(0, copy)) {
                stack.push(random(100, 1));
                stack.set(10, random(5, 2));
                stack.transact(() -> {
                    stack.extend(50);
                    stack.set(120, random(7, 3));
                });
                stack.pop(40);
                stack.discard(100);
                assertEquals(5, stack.sequence());
                copy.await(5);
                assertNull(copy.problem);
                assertEquals(6, copy.states.size());
                assertArrayEquals(stack.peek(0), copy.last());
            }
            stack.push(random(3, 4));
            assertEquals(5, copy.states.lastKey(), "nothing after the close");
        }
    }

    @Test
    void largeDataAreHandedOverAsTheyWereWhenTheyWereCommitted() throws Exception {
        try (BStack stack = memory()) {
            stack.push(random(1000, 1));
            FollowedPayload copy = FollowedPayload.of(stack);
            CountDownLatch go = new CountDownLatch(1);
            List<byte[]> states = new ArrayList<>();
            CommitListener slow = held(copy, go);
            try (Closeable following = stack.follow(1, slow)) {
                stack.push(random(1 << 20, 2)); // to its place in the file
                states.add(stack.peek(0));
                stack.set(500, random(600_000, 3)); // by way of spare space
                states.add(stack.peek(0));
                stack.set(2000, random(100, 4)); // over both
                states.add(stack.peek(0));
                stack.pop(700_000); // what is cut off is wanted still
                states.add(stack.peek(0));
                stack.push(random(2 << 20, 5)); // and overwritten
                states.add(stack.peek(0));
                stack.checkpoint();
                stack.pop(2_400_000);
                states.add(stack.peek(0));
                stack.checkpoint();
                go.countDown();
                copy.await(7);
            }
            assertNull(copy.cause);
            assertNull(copy.problem);
            for (int i = 0; i < states.size(); i++) {
                assertArrayEquals(states.get(i), copy.states.get(2L + i), "frame " + (2 + i));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aReplayEqualsThePayloadBesideThreadsThatCommit(long offset) throws Exception {
        long seed = Long.getLong("bstack.seed", System.nanoTime()) + offset;
        System.out.println("-Dbstack.seed=" + (seed - offset));
        HookedStorage medium = new HookedStorage();
        try (BStack stack = BStack.open(medium, BStackOptions.defaults().journalSize(1 << 16))) {
            stack.push(random(4000, seed));
            FollowedPayload copy = FollowedPayload.of(stack);
            try (Closeable following = stack.follow(1, copy)) {
                List<Throwable> problems = Tasks.inParallel(4, n -> {
                    SplittableRandom random = new SplittableRandom(seed * 31 + n);
                    for (int i = 0; i < 60; i++) {
                        change(stack, random);
                    }
                });
                assertEquals(List.of(), problems);
                copy.await(stack.sequence());
            }
            assertNull(copy.problem);
            assertEquals(stack.sequence(), copy.states.lastKey());
            assertArrayEquals(stack.peek(0), copy.last());
        }
    }

    static void change(BStack stack, SplittableRandom random) throws IOException {
        switch (random.nextInt(6)) {
            case 0 -> stack.push(random(random.nextInt(1, 300), random.nextLong()));
            case 1 -> stack.push(random(random.nextInt(8_000, 20_000), random.nextLong()));
            case 2 ->
                stack.transact(() -> {
                    long n = Math.min(stack.length() - 1000, random.nextInt(5000));
                    if (n > 0) {
                        stack.discard(n);
                    }
                });
            case 3 -> stack.extend(random.nextInt(1, 2000));
            default -> stack.set(random.nextInt(500), random(random.nextInt(1, 400), random.nextLong()));
        }
    }

    @Test
    void aListenerThatThrowsHasLostItsPlaceAndNoCommitIsConcerned() throws Exception {
        try (BStack stack = memory()) {
            FollowedPayload told = FollowedPayload.of(stack);
            IllegalStateException thrown = new IllegalStateException("no");
            CommitListener throwing = new CommitListener() {
                @Override
                public void committed(CommittedFrame frame) throws IOException {
                    if (frame.sequence() == 3) {
                        throw thrown;
                    }
                    told.committed(frame);
                }

                @Override
                public void lostPlace(long last, Throwable cause) {
                    told.lostPlace(last, cause);
                    throw new AssertionError("and again");
                }
            };
            try (Closeable following = stack.follow(0, throwing)) {
                for (int i = 0; i < 5; i++) {
                    stack.push(Bytes.of(i));
                }
                told.awaitEnd();
                assertEquals(2, told.lostAfter);
                assertEquals(thrown, told.cause);
                assertEquals(2, told.states.lastKey());
                stack.push(Bytes.of(6));
            }
            assertEquals(6, stack.length());
        }
    }

    @Test
    void aListenerThatIsTooSlowIsToldThatItHasLostItsPlaceInBoundedMemory() throws Exception {
        try (BStack stack =
                BStack.open(Storage.memory(), BStackOptions.defaults().followMemory(100_000))) {
            FollowedPayload told = FollowedPayload.of(stack);
            FollowedPayload other = FollowedPayload.of(stack);
            CountDownLatch entered = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            CommitListener held = held(told, go);
            CommitListener slow = new CommitListener() {
                @Override
                public void committed(CommittedFrame frame) throws IOException {
                    entered.countDown();
                    held.committed(frame);
                }

                @Override
                public void lostPlace(long last, Throwable cause) {
                    told.lostPlace(last, cause);
                }
            };
            try (Closeable a = stack.follow(0, slow);
                    Closeable b = stack.follow(0, other)) {
                stack.push(filled(100, 1));
                entered.await();
                for (int i = 0; i < 300; i++) {
                    stack.push(filled(1000, i));
                    other.await(stack.sequence());
                }
                go.countDown();
                told.awaitEnd();
                assertTrue(told.lostAfter >= 0 && told.lostAfter <= 1, "" + told.lostAfter);
                assertInstanceOf(IOException.class, told.cause);
                other.await(301);
                assertEquals(-1, other.lostAfter, "who keeps up is not concerned");
                assertArrayEquals(stack.peek(0), other.last());
            }
        }
    }

    @Test
    void framesBeforeAnybodyWantedThemAreLost() throws Exception {
        try (BStack stack = memory()) {
            stack.push(Bytes.of(1));
            stack.push(Bytes.of(2));
            FollowedPayload told = new FollowedPayload(1, Bytes.of(1));
            try (Closeable following = stack.follow(1, told)) {
                told.awaitEnd();
            }
            assertEquals(1, told.lostAfter);
            assertTrue(
                    told.cause.getMessage().contains("memory: the frames after 1 are not known any more"),
                    told.cause.getMessage());
        }
    }

    @Test
    void followingFromTheNumberOfASnapshotMissesNothing() throws Exception {
        try (BStack stack = memory()) {
            stack.push(random(5000, 1));
            Storage target = Storage.memory();
            Snapshot snapshot = stack.snapshotTo(target, (done, total) -> {});
            for (int i = 0; i < 10; i++) {
                stack.push(random(10, i));
            }
            byte[] copied;
            try (BStack copy = BStack.open(target)) {
                copied = copy.peek(0);
            }
            FollowedPayload replay = new FollowedPayload(snapshot.sequence(), copied);
            try (Closeable following = stack.follow(snapshot.sequence(), replay)) {
                replay.await(11);
            }
            assertNull(replay.problem);
            assertArrayEquals(stack.peek(0), replay.last());
        }
    }

    @Test
    void whatWasCommittedBeforeTheCloseIsHandedOver() throws Exception {
        FollowedPayload copy;
        byte[] expected;
        CountDownLatch go = new CountDownLatch(1);
        try (BStack stack = memory()) {
            FollowedPayload told = FollowedPayload.of(stack);
            copy = told;
            stack.follow(0, held(told, go));
            stack.push(random(100, 1));
            stack.push(random(1 << 20, 2));
            stack.push(random(100, 3));
            expected = stack.peek(0);
        }
        go.countDown();
        copy.awaitEnd();
        assertEquals(3, copy.closedAfter);
        assertArrayEquals(expected, copy.last());
    }

    @Test
    void aFailedStackEndsIt() throws Exception {
        HookedStorage medium = new HookedStorage();
        BStack stack = BStack.open(medium);
        FollowedPayload copy = FollowedPayload.of(stack);
        Closeable following = stack.follow(0, copy);
        stack.push(Bytes.of(1));
        medium.hook((call, position, count) -> {
            if (call == HookedStorage.Call.WRITE_DURABLY) {
                throw new IOException("broken");
            }
        });
        assertThrows(BStackFailedException.class, () -> stack.push(Bytes.of(2)));
        copy.awaitEnd();
        assertEquals(1, copy.lostAfter);
        assertInstanceOf(BStackFailedException.class, copy.cause);
        following.close();
        stack.close();
    }

    @Test
    void whatCannotBeFollowedIsRefused() throws Exception {
        Storage medium = Storage.memory();
        try (BStack stack = BStack.open(medium)) {
            stack.push(Bytes.of(1));
            CommitListener nobody = frame -> {};
            assertThrows(IllegalArgumentException.class, () -> stack.follow(2, nobody));
            assertThrows(IllegalArgumentException.class, () -> stack.follow(-1, nobody));
            assertThrows(IllegalStateException.class, () -> stack.transact(() -> stack.follow(1, nobody)));
            assertThrows(IllegalStateException.class, () -> stack.view(() -> stack.follow(1, nobody)));
        }
        try (BStack stack = BStack.openReadOnly(medium)) {
            IllegalStateException e = assertThrows(IllegalStateException.class, () -> stack.follow(0, frame -> {}));
            assertEquals(
                    "memory is open for reading only: nothing is committed that could be followed", e.getMessage());
        }
    }

    @Test
    void aListenerMayUseTheStackAndEndItself() throws Exception {
        try (BStack stack = memory()) {
            List<Long> seen = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch ended = new CountDownLatch(1);
            Closeable[] following = new Closeable[1];
            CountDownLatch known = new CountDownLatch(1);
            following[0] = stack.follow(0, frame -> {
                seen.add(frame.sequence());
                if (frame.sequence() == 1) {
                    stack.push(Bytes.of(2));
                } else {
                    try {
                        known.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    following[0].close();
                    ended.countDown();
                }
            });
            known.countDown();
            stack.push(Bytes.of(1));
            ended.await();
            following[0].close();
            stack.push(Bytes.of(3));
            assertEquals(List.of(1L, 2L), seen);
        }
    }

    @Test
    void framesSayWhatTheyAre() throws Exception {
        try (BStack stack = memory()) {
            List<String> seen = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch done = new CountDownLatch(2);
            try (Closeable following = stack.follow(0, frame -> {
                for (CommittedFrame.Range r : frame.ranges()) {
                    seen.add(frame + " " + r + " " + r.isZero() + " " + r.bytes().length);
                    assertThrows(IndexOutOfBoundsException.class, () -> r.read(r.length(), ByteBuffer.allocate(1)));
                }
                assertFalse(frame.time().isAfter(Instant.now()));
                done.countDown();
            })) {
                stack.push(Bytes.of(1, 2, 3));
                stack.extend(10);
                done.await();
            }
            assertEquals(
                    List.of(
                            "CommittedFrame[1, payload of 3 bytes, 1 ranges] [0, 3) false 3",
                            "CommittedFrame[2, payload of 13 bytes, 1 ranges] [3, 13) true 10"),
                    seen);
        }
    }
}
