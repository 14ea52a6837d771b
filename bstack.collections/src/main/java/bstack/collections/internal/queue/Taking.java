package bstack.collections.internal.queue;

import bstack.collections.ClaimLostException;
import bstack.collections.internal.page.Damage;
import bstack.collections.internal.page.Page;
import bstack.collections.internal.root.Structure;
import bstack.collections.internal.tree.ByteRange;
import bstack.collections.internal.tree.LeafRun;
import bstack.collections.internal.tree.Tree;
import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.TransactionBody;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * How elements of a queue are found, claimed and removed, so that nobody takes what is another one's. The rules are those
 * of {@link LeaseTable}. Thread-safe.
 */
final class Taking {
    private final Structure structure;
    private final Tree tree;
    private final BStack stack;
    private final Takers takers;
    private final LeaseTable table;

    Taking(Structure structure, Takers takers) {
        this.structure = structure;
        this.tree = structure.tree();
        this.stack = structure.directory().heap().stack();
        this.takers = takers;
        this.table = takers.table();
    }

    /** An element that was found to be free. */
    record Found(long number, byte[] value, LeaseTable.Window window) {}

    /** {@return the first element that is free to be taken, or null} */
    @Nullable
    Found find() throws IOException {
        LeaseTable.Window window = table.window();
        return find(ByteRange.all().from(NumberCodec.key(window.from())), table::holds, window);
    }

    /** {@return the first element that is not claimed, or null; one that a transaction in flight removes is still there} */
    @Nullable
    Found look() throws IOException {
        return find(ByteRange.all(), table::isClaimed, table.window());
    }

    private @Nullable Found find(ByteRange range, LongPredicate passedOver, LeaseTable.Window window)
            throws IOException {
        return named(() -> stack.view(() -> {
            Place place = first(range, passedOver);
            return place == null ? null : found(place, window);
        }));
    }

    private Found found(Place place, LeaseTable.Window window) throws IOException {
        // In the view that has read the leaf, its values are still there.
        byte[] value = Objects.requireNonNull(tree.value(place.leaf, place.index));
        return new Found(place.number, value, window);
    }

    private record Place(Page leaf, int index, long number) {}

    private @Nullable Place first(ByteRange range, LongPredicate passedOver) throws IOException {
        ByteRange left = range;
        while (left != null) {
            LeafRun run = tree.ascending(left);
            if (run == null) {
                return null;
            }
            for (int i = run.from(); i < run.to(); i++) {
                long number = number(run.leaf(), i);
                if (!passedOver.test(number)) {
                    return new Place(run.leaf(), i, number);
                }
            }
            left = run.rest();
        }
        return null;
    }

    private long number(Page leaf, int index) throws IOException {
        byte[] key = leaf.key(index);
        if (key.length != Long.BYTES) {
            throw Damage.at(
                    structure.directory().heap(),
                    leaf.start(),
                    "elements of a queue, whose keys have %d bytes".formatted(Long.BYTES),
                    "a key of %d bytes".formatted(key.length));
        }
        return NumberCodec.number(key);
    }

    /** {@return the exception for a key that is no number, somewhere in the queue} */
    IOException damagedKey(String found) {
        return structure.damaged(Damage.at(
                structure.directory().heap(),
                structure.start(),
                "a queue whose keys have %d bytes".formatted(Long.BYTES),
                found));
    }

    // ---------------------------------------------------------------- removing what is free

    /**
     * Removes an element that is not claimed; one operation, or part of one.
     *
     * @param window that of the scan that has found it, or null
     * @return false if it is claimed, or not there
     */
    @SuppressWarnings("BoxedPrimitiveEquality") // to unbox is a call
    boolean remove(long number, LeaseTable.@Nullable Window window) throws IOException {
        TransactionBody<Boolean> removal = () -> {
            Lease lease = new Lease(number);
            if (!table.take(lease, new Removal(lease), window)) {
                return false;
            }
            boolean there = tree.delete(NumberCodec.key(number));
            if (!there) {
                table.forget(lease);
            }
            return there;
        };
        // Nothing is called any more once it may be committed.
        return operate(removal) == Boolean.TRUE;
    }

    /** The removal of an element, by one operation. It says what follows a commit, and what a rollback does. */
    private final class Removal {
        private final Lease lease;

        Removal(Lease lease) {
            this.lease = lease;
            stack.onRollback(this::takeBack);
            stack.onCommit(() -> table.removed(lease));
        }

        /** Only what this operation has begun: an earlier one of the same transaction may have completed the claim. */
        private void takeBack() {
            if (table.takeBackRemoval(lease, this)) {
                takers.quietArrival();
            }
        }
    }

    /** Before everything is removed at once, in a transaction of the caller or outside of one. */
    void prepareClear() {
        if (stack.inTransaction()) {
            stack.onRollback(table::reset);
        }
    }

    // ---------------------------------------------------------------- claims

    /** {@return whether an element that was found is claimed now; else somebody else has got hold of it} */
    boolean claim(Found found, Lease lease, Duration time) throws IOException {
        if (stack.inTransaction()) {
            stack.onRollback(() -> takeBackClaim(lease));
        }
        boolean stays = false;
        try {
            stays = table.claim(lease, time, found.window) && isThere(lease);
        } finally {
            if (!stays) {
                boolean done = false;
                try {
                    takeBackClaim(lease);
                    done = true;
                } finally {
                    if (!done) {
                        table.giveUp(lease);
                    }
                }
            }
        }
        return stays;
    }

    private boolean isThere(Lease lease) throws IOException {
        return named(() -> tree.contains(NumberCodec.key(lease.number)));
    }

    private void takeBackClaim(Lease lease) {
        if (table.takeBackClaim(lease)) {
            takers.quietArrival();
        }
    }

    /** Removes a claimed element; one operation, or part of one. */
    void complete(Lease lease) throws IOException {
        operate(() -> {
            Removal removal = new Removal(lease);
            if (!table.complete(lease, removal)) {
                throw lost(lease, "has been claimed by someone else");
            }
            if (!tree.delete(NumberCodec.key(lease.number))) {
                throw lost(lease, "has been removed");
            }
            return null;
        });
    }

    /** Sets the time of a claim anew. */
    void renew(Lease lease, Duration time) throws IOException {
        table.checkClaimed(lease);
        // Before: an element that this transaction has removed is there again after a rollback, with its old time.
        checkThere(lease);
        if (!table.renew(lease, time)) {
            throw lost(lease, "has been claimed by someone else");
        }
        // After: others may have claimed and removed it meanwhile.
        checkThere(lease);
    }

    private void checkThere(Lease lease) throws IOException {
        if (!isThere(lease)) {
            throw lost(lease, "has been removed");
        }
    }

    /** Gives a claimed element back: at once, or when the transaction that the thread is in has committed. */
    void release(Lease lease) {
        if (stack.inTransaction()) {
            stack.onCommit(() -> releaseNow(lease));
        } else {
            releaseNow(lease);
        }
    }

    private void releaseNow(Lease lease) {
        if (table.release(lease)) {
            takers.quietArrival();
        }
    }

    private ClaimLostException lost(Lease lease, String since) {
        return new ClaimLostException(stack.name(), structure.name(), lease.number, since);
    }

    // ---------------------------------------------------------------- waiting

    /** Waits until an element may be free that was not, or for some time. */
    void awaitArrival(long seen, long nanos) throws InterruptedException, IOException {
        long start = System.nanoTime();
        long left = nanos;
        boolean again = true;
        while (again) {
            takers.awaitArrival(seen, left);
            left = nanos - (System.nanoTime() - start);
            // Looking is also the one way to learn that the stack was closed, or has failed.
            again = find() == null && takers.arrivals() == seen && left > 0;
        }
    }

    // ---------------------------------------------------------------- operations

    /** Runs a body as one operation of the stack; damage is reported with the name of the queue. */
    <T extends @Nullable Object> T operate(TransactionBody<T> body) throws IOException {
        try {
            return stack.operate(body);
        } catch (BStackCorruptException e) {
            throw structure.damaged(e);
        }
    }

    private <T extends @Nullable Object> T named(TransactionBody<T> body) throws IOException {
        try {
            return body.run();
        } catch (BStackCorruptException e) {
            throw structure.damaged(e);
        }
    }
}
