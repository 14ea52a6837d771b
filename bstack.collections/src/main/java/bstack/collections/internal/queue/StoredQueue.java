package bstack.collections.internal.queue;

import bstack.collections.Claim;
import bstack.collections.Codec;
import bstack.collections.Cursor;
import bstack.collections.DamageListener;
import bstack.collections.DurableQueue;
import bstack.collections.EntryVisitor;
import bstack.collections.internal.codec.BytesCodec;
import bstack.collections.internal.map.StoredMap;
import bstack.collections.internal.root.Structure;
import bstack.collections.internal.tree.Tree;
import bstack.collections.internal.views.QueueAccess;
import bstack.collections.internal.views.QueueView;
import bstack.core.BStack;
import bstack.spi.Finding;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A queue in a heap: a tree whose keys are numbers, a codec of its elements, and what its takers share. Thread-safe.
 *
 * @param <E> the elements
 */
public final class StoredQueue<E> implements DurableQueue<E>, QueueAccess {
    private final Structure structure;
    private final Tree tree;
    private final BStack stack;
    private final Codec<E> codec;
    private final StoredMap<Long, E> elements;
    private final Takers takers;
    private final Taking taking;

    /** Creates the object for a queue that exists. */
    public StoredQueue(Structure structure, Codec<E> codec) {
        this(
                structure,
                codec,
                LeaseTables.of(
                        structure.directory().heap().stack(), structure.tree().id()));
    }

    /** Creates the object for a queue that exists, with a table of leases of its own: for tests. */
    StoredQueue(Structure structure, Codec<E> codec, Takers takers) {
        this.structure = structure;
        this.tree = structure.tree();
        this.stack = structure.directory().heap().stack();
        this.codec = codec;
        this.elements = new StoredMap<>(structure, new NumberCodec(), codec);
        this.takers = takers;
        this.taking = new Taking(structure, takers);
    }

    @Override
    public String name() {
        return structure.name();
    }

    @Override
    public long size() throws IOException {
        return elements.size();
    }

    // ---------------------------------------------------------------- adding and taking

    @Override
    public void add(E element) throws IOException {
        byte[] bytes = codec.encode(Objects.requireNonNull(element, "element"));
        taking.operate(() -> {
            stack.onCommit(takers::quietArrival);
            tree.append(bytes);
            return null;
        });
    }

    @Override
    public @Nullable E poll() throws IOException {
        return taking.operate(() -> {
            Taking.Found first = taking.find();
            while (first != null) {
                // Before it is removed: what is refused stays.
                E element = BytesCodec.decodeOwned(codec, first.value());
                if (taking.remove(first.number(), first.window())) {
                    return element;
                }
                // Claimed by somebody in this moment.
                first = taking.find();
            }
            return null;
        });
    }

    @Override
    public @Nullable E peek() throws IOException {
        Taking.Found first = taking.look();
        return first == null ? null : BytesCodec.decodeOwned(codec, first.value());
    }

    @Override
    public @Nullable Claim<E> claim(Duration lease) throws IOException {
        checkLease(lease);
        Taking.Found first = taking.find();
        while (first != null) {
            StoredClaim<E> claim = new StoredClaim<>(
                    this, taking, new Lease(first.number()), BytesCodec.decodeOwned(codec, first.value()));
            if (taking.claim(first, claim.lease(), lease)) {
                return claim;
            }
            first = taking.find();
        }
        return null;
    }

    static void checkLease(Duration lease) {
        if (lease.isZero() || lease.isNegative()) {
            throw new IllegalArgumentException("a lease of %s: it must be longer than zero".formatted(lease));
        }
    }

    @Override
    public void clear() throws IOException {
        taking.prepareClear();
        elements.clear();
    }

    // ---------------------------------------------------------------- for the view

    @Override
    public boolean remove(long number) throws IOException {
        return taking.remove(number, null);
    }

    @Override
    public long arrivals() {
        return takers.arrivals();
    }

    @Override
    public void awaitArrival(long seen, long nanos) throws InterruptedException, IOException {
        taking.awaitArrival(seen, nanos);
    }

    @Override
    public void passOn() {
        takers.quietArrival();
    }

    // ---------------------------------------------------------------- all elements

    @Override
    public Cursor<Long, E> cursor() throws IOException {
        return new QueueCursor<>(elements.cursor(), taking);
    }

    @Override
    public BlockingQueue<E> asBlockingQueue() {
        return new QueueView<>(this, this, codec, stack);
    }

    @Override
    public List<Finding> verify() throws IOException {
        List<Finding> findings = new ArrayList<>();
        stack.view(() -> {
            findings.clear();
            verify(damage -> {
                if (findings.size() < Tree.MOST_FINDINGS) {
                    findings.add(damage.finding());
                }
            });
            return null;
        });
        return findings;
    }

    @Override
    public void verify(DamageListener listener) throws IOException {
        QueueCheck.run(structure, Objects.requireNonNull(listener, "listener"));
    }

    @Override
    public List<Finding> salvage(EntryVisitor<? super Long, ? super E> visitor) throws IOException {
        return elements.salvage(visitor);
    }

    @Override
    public void salvage(EntryVisitor<? super Long, ? super E> visitor, DamageListener listener) throws IOException {
        elements.salvage(visitor, listener);
    }
}
