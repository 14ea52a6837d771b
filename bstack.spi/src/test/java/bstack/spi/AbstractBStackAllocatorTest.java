package bstack.spi;

import static bstack.spi.BStackSliceTest.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.BStackNoSpaceException;
import bstack.core.TransactionRunnable;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AbstractBStackAllocatorTest {

    /** Pushes what it allocates, and has operations that fail in all the ways there are. */
    private static final class Probe extends AbstractBStackAllocator {
        private int remembered;

        Probe(BStack stack) {
            super(stack);
        }

        static Probe open(BStack stack) throws IOException {
            return attach(new Probe(stack), probe -> {});
        }

        static Probe openAndFail(BStack stack) throws IOException {
            return attach(new Probe(stack), probe -> {
                probe.alloc(1);
                throw new IOException("not a heap of mine");
            });
        }

        void openTwice() throws IOException {
            attach(this, probe -> {});
        }

        @Override
        public String name() {
            return "probe";
        }

        @Override
        public BStackSlice alloc(long length) throws IOException {
            return operate(() -> {
                if (length > 100) {
                    throw refusal("%d is too long".formatted(length));
                }
                return BStackSlice.of(this, stack().extend(length), length);
            });
        }

        void allocBoth(long first, long second) throws IOException {
            operate(() -> {
                alloc(first);
                alloc(second);
                return null;
            });
        }

        void refuseWith(RuntimeException reason) throws IOException {
            operate(() -> {
                throw refusal(reason);
            });
        }

        void failBeforeAChange(Throwable failure) throws IOException {
            operate(() -> {
                stack().onRollback(() -> remembered = 0);
                remembered = 7;
                stack().length();
                throw AbstractBStackAllocatorTest.<RuntimeException>asIs(failure);
            });
        }

        BStackSlice allocFrom(BStackAllocator other, long length) throws IOException {
            return operate(() -> {
                stack().push(bytes(1));
                return other.alloc(length);
            });
        }

        void failAfterAChange() throws IOException {
            operate(() -> {
                stack().push(bytes(1));
                throw new IllegalStateException("too late");
            });
        }

        @Override
        public BStackSlice realloc(BStackSlice slice, long newLength) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void dealloc(BStackSlice slice) {
            checkOwned(slice);
        }
    }

    private BStack stack;

    @BeforeEach
    void openAStack() throws IOException {
        stack = Stacks.memory();
    }

    @Test
    void aStackCarriesOneAllocatorAtATime() throws IOException {
        Probe first = Probe.open(stack);
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> LinearBStackAllocator.open(stack));
        assertTrue(refused.getMessage().contains("probe"), refused.getMessage());
        assertThrows(IllegalStateException.class, () -> Probe.open(stack));
        assertSame(stack, first.intoStack());
        try (LinearBStackAllocator second = LinearBStackAllocator.open(stack)) {
            assertSame(stack, second.stack());
        }
    }

    @Test
    void anOpeningThatFailsGivesTheStackBack() throws IOException {
        assertThrows(IOException.class, () -> Probe.openAndFail(stack));
        assertSame(stack, LinearBStackAllocator.open(stack).stack());
    }

    @Test
    void anOpeningInATransactionThatRollsBackGivesTheStackBack() throws IOException {
        Probe[] opened = new Probe[1];
        TransactionRunnable rolledBack = () -> {
            opened[0] = Probe.open(stack);
            opened[0].alloc(3);
            throw new IOException("on purpose");
        };
        assertThrows(IOException.class, () -> stack.transact(rolledBack));
        assertThrows(IllegalStateException.class, () -> opened[0].alloc(3));
        assertEquals(0, LinearBStackAllocator.open(stack).length());
    }

    @Test
    void anAllocatorThatWasNotAttachedRefusesEverything() {
        Probe probe = new Probe(stack);
        assertThrows(IllegalStateException.class, probe::stack);
        assertThrows(IllegalStateException.class, () -> probe.alloc(1));
        assertThrows(IllegalStateException.class, probe::intoStack);
    }

    @Test
    void anAllocatorIsOpenedOnlyOnce() throws IOException {
        Probe probe = Probe.open(stack);
        probe.intoStack();
        assertThrows(IllegalStateException.class, probe::openTwice);
        LinearBStackAllocator.open(stack);
    }

    @Test
    void aClosedStackIsRefused() throws IOException {
        stack.close();
        assertThrows(IllegalStateException.class, () -> Probe.open(stack));
    }

    @Test
    void closeClosesTheStackAndMayBeCalledAgain() throws IOException {
        Probe probe = Probe.open(stack);
        probe.close();
        probe.close();
        assertThrows(IllegalStateException.class, stack::length);
        assertThrows(IllegalStateException.class, () -> probe.alloc(1));
    }

    @Test
    void closeDoesNothingAfterIntoStackOrAfterTheStackWasClosed() throws IOException {
        Probe detached = Probe.open(stack);
        detached.intoStack();
        detached.close();
        assertEquals(0, stack.length());
        Probe second = Probe.open(stack);
        stack.close();
        second.close();
    }

    @Test
    void afterIntoStackTheAllocatorRefusesEverything() throws IOException {
        Probe probe = Probe.open(stack);
        probe.intoStack();
        assertThrows(IllegalStateException.class, probe::stack);
        assertThrows(IllegalStateException.class, probe::intoStack);
        assertThrows(IllegalStateException.class, () -> probe.alloc(1));
        assertThrows(IllegalStateException.class, probe::length);
        assertThrows(IllegalStateException.class, probe::reserved);
        assertThrows(IllegalStateException.class, () -> probe.slice(0, 0));
    }

    @Test
    void intoStackIsRefusedWithinATransactionWhichStaysUsable() throws IOException {
        Probe probe = Probe.open(stack);
        stack.transact(() -> {
            probe.alloc(2);
            assertThrows(IllegalStateException.class, probe::intoStack);
            probe.alloc(3);
        });
        assertEquals(5, probe.length());
        probe.intoStack();
    }

    @Test
    void intoStackWaitsForTheTransactionOfAnotherThread() throws Exception {
        Probe probe = Probe.open(stack);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> transact(() -> {
            probe.alloc(2);
            begun.countDown();
            await(goOn);
            probe.alloc(3);
        }));
        begun.await();
        CompletableFuture<Long> lengthWhenDetached = new CompletableFuture<>();
        Thread detaching = new Thread(() -> {
            try {
                lengthWhenDetached.complete(probe.intoStack().length());
            } catch (IOException | RuntimeException e) {
                lengthWhenDetached.completeExceptionally(e);
            }
        });
        detaching.start();
        while (!waits(detaching) && !lengthWhenDetached.isDone()) {
            Thread.onSpinWait();
        }
        goOn.countDown();
        writer.get();
        assertEquals(5, lengthWhenDetached.get());
        assertThrows(IllegalStateException.class, () -> probe.alloc(1));
    }

    @Test
    void aRefusalReachesTheCallerAndLeavesTheEnclosingTransactionUsable() throws IOException {
        Probe probe = Probe.open(stack);
        UnsupportedOperationException reason = new UnsupportedOperationException("not here");
        stack.transact(() -> {
            probe.alloc(2);
            assertThrows(IllegalArgumentException.class, () -> probe.alloc(101));
            assertSame(reason, assertThrows(UnsupportedOperationException.class, () -> probe.refuseWith(reason)));
            probe.alloc(3);
        });
        assertEquals(5, stack.length());
    }

    @Test
    void whateverAnOperationThrowsBeforeAChangeIsUndoneInMemoryAndLeavesTheEnclosingTransactionUsable()
            throws IOException {
        Probe probe = Probe.open(stack);
        for (Throwable failure : new Throwable[] {
            new BStackNoSpaceException("memory", 100, new IOException("full")),
            new IllegalStateException("the prefix is locked"),
            new OutOfMemoryError("on purpose"),
            new StackOverflowError()
        }) {
            stack.transact(() -> {
                probe.alloc(2);
                assertSame(failure, assertThrows(failure.getClass(), () -> probe.failBeforeAChange(failure)));
                assertEquals(0, probe.remembered);
                probe.alloc(3);
            });
        }
        assertEquals(20, stack.length());
    }

    @Test
    void theStackMayRefuseWhatWouldTouchItsLockedPrefixWithinATransactionThatGoesOn() throws IOException {
        LinearBStackAllocator linear = LinearBStackAllocator.open(stack);
        BStackSlice locked = linear.alloc(8);
        stack.lockUpTo(8);
        stack.transact(() -> {
            assertThrows(IllegalStateException.class, () -> linear.dealloc(locked));
            assertThrows(IllegalStateException.class, () -> linear.realloc(locked, 3));
            linear.alloc(4);
        });
        assertEquals(12, stack.length());
    }

    @Test
    void aRefusalIsAnIllegalArgumentExceptionAndNothingElse() throws IOException {
        Probe probe = Probe.open(stack);
        Probe other = Probe.open(Stacks.memory());
        BStackSlice foreign = other.alloc(1);
        assertSame(
                IllegalArgumentException.class,
                assertThrows(IllegalArgumentException.class, () -> probe.alloc(101))
                        .getClass());
        assertSame(
                IllegalArgumentException.class,
                assertThrows(IllegalArgumentException.class, () -> probe.dealloc(foreign))
                        .getClass());
        stack.transact(() -> assertSame(
                IllegalArgumentException.class,
                assertThrows(IllegalArgumentException.class, () -> probe.alloc(101))
                        .getClass()));
    }

    @Test
    void theRefusalOfAnotherStacksAllocatorRollsBackWhatCameBeforeIt() throws IOException {
        Probe probe = Probe.open(stack);
        Probe other = Probe.open(Stacks.memory());
        stack.push(bytes(9));
        assertThrows(IllegalArgumentException.class, () -> probe.allocFrom(other, 101));
        assertArrayEquals(bytes(9), stack.peek(0));
        TransactionRunnable catching =
                () -> assertThrows(IllegalArgumentException.class, () -> probe.allocFrom(other, 101));
        assertThrows(IllegalStateException.class, () -> stack.transact(catching));
        assertArrayEquals(bytes(9), stack.peek(0));
    }

    @Test
    void aTransactionThatCannotCommitAnyMoreRefusesFurtherOperations() throws IOException {
        Probe probe = Probe.open(stack);
        TransactionRunnable goingOn = () -> {
            assertThrows(IllegalStateException.class, probe::failAfterAChange);
            IllegalStateException refused = assertThrows(IllegalStateException.class, () -> probe.alloc(1));
            assertTrue(refused.getMessage().contains("rolled back"), refused.getMessage());
        };
        assertThrows(IllegalStateException.class, () -> stack.transact(goingOn));
        assertEquals(0, stack.length());
        probe.alloc(1);
    }

    @Test
    void anOperationMadeOfOthersIsRolledBackIfOneOfThemIsRefused() throws IOException {
        Probe probe = Probe.open(stack);
        assertThrows(IllegalArgumentException.class, () -> probe.allocBoth(5, 101));
        assertEquals(0, stack.length());
        TransactionRunnable catching =
                () -> assertThrows(IllegalArgumentException.class, () -> probe.allocBoth(5, 101));
        assertThrows(IllegalStateException.class, () -> stack.transact(catching));
        assertEquals(0, stack.length());
        probe.allocBoth(1, 2);
        assertEquals(3, stack.length());
    }

    @Test
    void aFailureAfterAChangeRollsBackTheEnclosingTransactionEvenIfItIsCaught() throws IOException {
        Probe probe = Probe.open(stack);
        stack.push(bytes(9));
        TransactionRunnable catching = () -> {
            probe.alloc(2);
            assertThrows(IllegalStateException.class, probe::failAfterAChange);
        };
        assertThrows(IllegalStateException.class, () -> stack.transact(catching));
        assertArrayEquals(bytes(9), stack.peek(0));
        probe.alloc(1);
    }

    @Test
    void slicesOfOtherInstancesAreRefusedEvenOfAnEarlierOneOnTheSameStack() throws IOException {
        Probe earlier = Probe.open(stack);
        BStackSlice old = earlier.alloc(4);
        earlier.intoStack();
        Probe probe = Probe.open(stack);
        assertThrows(IllegalArgumentException.class, () -> probe.dealloc(old));
        assertThrows(NullPointerException.class, () -> probe.dealloc(null));
        probe.dealloc(probe.slice(0, 4));
    }

    private static boolean waits(Thread thread) {
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X asIs(Throwable failure) throws X {
        throw (X) failure;
    }

    private void transact(TransactionRunnable body) {
        try {
            stack.transact(body);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theSharedRefusalsSayWhatIsWrongAndWhere() throws IOException {
        stack.push(new byte[20]);
        Probe probe = Probe.open(stack);
        BStackSlice slice = BStackSlice.of(probe, 3, 5);
        BStackSlice other = BStackSlice.of(probe, 7, 5);
        AbstractBStackAllocator.checkRequested(0);
        assertEquals(
                "a slice of -1 bytes was asked for: a length is 0 or more",
                assertThrows(IllegalArgumentException.class, () -> AbstractBStackAllocator.checkRequested(-1))
                        .getMessage());
        assertEquals(
                "%s: a slice of 9 bytes was asked for, which can never fit: the payload has 20 bytes"
                        .formatted(stack.name()),
                probe.refusalOfLength(9, 1).getMessage());
        assertEquals(
                ("%s: a slice of 9 bytes was asked for, with 3 others in one call, which can never fit: the payload has"
                                + " 20 bytes")
                        .formatted(stack.name()),
                probe.refusalOfLength(9, 4).getMessage());
        assertEquals(
                "%s: the slice of 5 bytes at 3 is no live allocation: it is blue; was it freed or moved before?"
                        .formatted(stack.name()),
                probe.refusalOfSlice(slice, "it is blue").getMessage());
        assertEquals(
                "%s: the slices at 3 and 7 share a block: pass each slice once".formatted(stack.name()),
                probe.refusalOfOverlap(slice, other).getMessage());
    }
}
