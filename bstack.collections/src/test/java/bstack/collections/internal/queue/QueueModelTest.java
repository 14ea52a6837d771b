package bstack.collections.internal.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bstack.collections.Claim;
import bstack.collections.ClaimLostException;
import bstack.collections.Codec;
import bstack.collections.Cursor;
import bstack.collections.HeapKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random operations on a queue, in transactions of random length some of which roll back, and on a model of it. The time
 * passes at random. {@code -Dbstack.seed=N} repeats a run.
 */
class QueueModelTest {

    private static final class RolledBack extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private enum State {
        CLAIMED,
        COMPLETED,
        RELEASED,
        ROLLED_BACK
    }

    /** A claim as the model has it. */
    private static final class ModelClaim {
        final Claim<byte[]> claim;
        final long number;
        long deadline;
        State state = State.CLAIMED;

        ModelClaim(Claim<byte[]> claim, long number, long deadline) {
            this.claim = claim;
            this.number = number;
            this.deadline = deadline;
        }
    }

    /** What a rollback brings back. */
    private record Saved(
            Map<Long, byte[]> elements, Map<Long, ModelClaim> holders, List<State> states, int claims, long next) {}

    private long seed;
    private Random random;
    private QueueHeap heap;
    private StoredQueue<byte[]> queue;

    private TreeMap<Long, byte[]> elements = new TreeMap<>();
    private Map<Long, ModelClaim> holders = new TreeMap<>();
    private final List<ModelClaim> claims = new ArrayList<>();
    /** Claims that are released when the transaction commits. */
    private final List<ModelClaim> released = new ArrayList<>();

    private boolean inTransaction;
    private long next;
    private long now;

    @ParameterizedTest
    @EnumSource
    void aQueueDoesWhatItsModelDoes(HeapKind kind) throws IOException {
        run(kind, Long.getLong("bstack.seed", System.nanoTime()));
    }

    /** A claim was renewed, in vain, after the transaction had cleared the queue; then the transaction rolled back. */
    @ParameterizedTest
    @EnumSource
    void aRenewalInVainBeforeARollbackChangesNothing(HeapKind kind) throws IOException {
        run(kind, 29750701574098L);
    }

    void run(HeapKind kind, long runSeed) throws IOException {
        seed = runSeed;
        random = new Random(seed);
        heap = new QueueHeap(kind);
        queue = heap.queue(Codec.bytes());
        try {
            for (int i = 0; i < 1_500; i++) {
                if (random.nextInt(3) == 0) {
                    transaction();
                } else {
                    step();
                }
                if (i % 50 == 0) {
                    check();
                }
            }
            check();
        } catch (IOException | RuntimeException | AssertionError failure) {
            throw new AssertionError("repeat this run with -Dbstack.seed=" + seed, failure);
        } finally {
            heap.close();
        }
    }

    private void transaction() throws IOException {
        Saved saved = new Saved(
                new TreeMap<>(elements),
                new TreeMap<>(holders),
                claims.stream().map(claim -> claim.state).toList(),
                claims.size(),
                next);
        boolean rollBack = random.nextInt(3) == 0;
        inTransaction = true;
        try {
            heap.stack.transact(() -> {
                for (int i = random.nextInt(1, 8); i > 0; i--) {
                    step();
                }
                if (rollBack) {
                    throw new RolledBack();
                }
            });
            for (ModelClaim claim : released) {
                if (claim.state == State.CLAIMED) {
                    release(claim);
                }
            }
        } catch (RolledBack onPurpose) {
            elements = new TreeMap<>(saved.elements);
            holders = saved.holders;
            next = saved.next;
            for (int i = 0; i < claims.size(); i++) {
                claims.get(i).state = i < saved.claims ? saved.states.get(i) : State.ROLLED_BACK;
            }
            // What was renewed meanwhile stays so.
            claims.subList(0, saved.claims).stream()
                    .filter(claim -> claim.state == State.CLAIMED && claim.deadline > now && isFree(claim.number))
                    .filter(claim -> saved.elements.containsKey(claim.number))
                    .forEach(claim -> holders.put(claim.number, claim));
        } finally {
            inTransaction = false;
            released.clear();
        }
    }

    private void step() throws IOException {
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4 -> add();
            case 5, 6, 7 -> poll();
            case 8 -> assertSame(firstFree(), queue.peek());
            case 9, 10, 11 -> claim();
            case 12, 13, 14 -> complete();
            case 15 -> giveBack();
            case 16 -> renew();
            case 17 -> {
                long seconds = random.nextInt(20);
                now += seconds;
                heap.clock.pass(Duration.ofSeconds(seconds));
            }
            case 18 -> removeAny();
            default -> {
                if (random.nextInt(10) == 0) {
                    queue.clear();
                    elements.clear();
                }
            }
        }
        assertEquals(elements.size(), queue.size());
    }

    private void add() throws IOException {
        byte[] element = new byte[random.nextInt(20) == 0 ? 3000 : random.nextInt(40)];
        random.nextBytes(element);
        queue.add(element);
        elements.put(next++, element);
    }

    private boolean isFree(long number) {
        ModelClaim holder = holders.get(number);
        return holder == null || holder.deadline <= now;
    }

    private Long firstFree() {
        return elements.keySet().stream().filter(this::isFree).findFirst().orElse(null);
    }

    private void poll() throws IOException {
        Long first = firstFree();
        assertSame(first, queue.poll());
        if (first != null) {
            elements.remove(first);
        }
    }

    private void claim() throws IOException {
        int seconds = random.nextInt(1, 60);
        Long first = firstFree();
        Claim<byte[]> claim = queue.claim(Duration.ofSeconds(seconds));
        assertSame(first, claim == null ? null : claim.value());
        if (first != null) {
            ModelClaim model = new ModelClaim(claim, first, now + seconds);
            claims.add(model);
            holders.put(first, model);
        }
    }

    private ModelClaim any() {
        return claims.isEmpty() ? null : claims.get(Math.max(0, claims.size() - 1 - random.nextInt(12)));
    }

    private boolean isLost(ModelClaim claim) {
        ModelClaim holder = holders.get(claim.number);
        return holder != claim && !isFree(claim.number) || !elements.containsKey(claim.number);
    }

    private void complete() throws IOException {
        ModelClaim claim = any();
        if (claim == null) {
            return;
        }
        if (claim.state != State.CLAIMED) {
            assertThrows(IllegalStateException.class, claim.claim::complete);
        } else if (isLost(claim)) {
            assertThrows(ClaimLostException.class, claim.claim::complete);
        } else {
            claim.claim.complete();
            claim.state = State.COMPLETED;
            elements.remove(claim.number);
        }
    }

    private void giveBack() throws IOException {
        ModelClaim claim = any();
        if (claim == null) {
            return;
        }
        claim.claim.release();
        if (inTransaction) {
            released.add(claim);
        } else if (claim.state == State.CLAIMED) {
            release(claim);
        }
    }

    private void release(ModelClaim claim) {
        claim.state = State.RELEASED;
        holders.remove(claim.number, claim);
    }

    private void renew() throws IOException {
        ModelClaim claim = any();
        if (claim == null) {
            return;
        }
        int seconds = random.nextInt(1, 60);
        Duration time = Duration.ofSeconds(seconds);
        if (claim.state != State.CLAIMED) {
            assertThrows(IllegalStateException.class, () -> claim.claim.renew(time));
        } else if (isLost(claim)) {
            assertThrows(ClaimLostException.class, () -> claim.claim.renew(time));
        } else {
            claim.claim.renew(time);
            claim.deadline = now + seconds;
            holders.put(claim.number, claim);
        }
    }

    private void removeAny() throws IOException {
        if (next == 0) {
            return;
        }
        long number = random.nextLong(next);
        boolean expected = elements.containsKey(number) && isFree(number);
        assertEquals(expected, queue.remove(number));
        if (expected) {
            elements.remove(number);
        }
    }

    private void check() throws IOException {
        List<String> found = new ArrayList<>();
        for (Cursor<Long, byte[]> cursor = queue.cursor(); cursor.next(); ) {
            found.add(cursor.key() + " " + Arrays.toString(cursor.value()));
        }
        assertEquals(
                elements.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + Arrays.toString(entry.getValue()))
                        .toList(),
                found);
        assertEquals(List.of(), queue.verify());
    }

    private void assertSame(Long number, byte[] found) {
        assertEquals(
                number == null ? "nothing" : described(elements.get(number)),
                found == null ? "nothing" : described(found));
    }

    private static String described(byte[] element) {
        return "%d bytes, %d".formatted(element.length, Arrays.hashCode(element));
    }
}
