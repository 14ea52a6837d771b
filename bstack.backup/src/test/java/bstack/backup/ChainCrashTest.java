package bstack.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import bstack.core.BStack;
import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A folder whose machine is stopped at any call, or whose medium is full at any call: what was durable is restored, to a
 * state that the source had, and nothing else ever is.
 */
final class ChainCrashTest {
    private static final int VOLUME = Integer.getInteger("bstack.volume", 10);

    private static long seed() {
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        System.out.println("-Dbstack.seed=" + seed);
        return seed;
    }

    /** Signals that the machine was stopped. */
    private static final class Stopped extends Error {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("stopped", null, false, false);
        }
    }

    /** What a run promises: which states were durable in the chain, by number, and which have been let go. */
    private static final class Promises {
        final Map<Long, byte[]> durable = new HashMap<>();
        long oldest;
    }

    /** Frames of a source, handed to a chain by the test's own thread, so that a run is a function of its seed. */
    private static void follow(BackupFolder backups, Source source, int commits, Promises promises) throws IOException {
        try (FollowedByHand chain = new FollowedByHand(backups, source.stack)) {
            for (int i = 0; i < commits; i++) {
                byte[] after = source.change().payload();
                long number = chain.add(source.stack);
                if (i % 3 == 2) {
                    chain.flush();
                    promises.durable.put(number, after);
                }
            }
        }
    }

    /** A life of a chain: bases, followings, reopenings, compactions. */
    private static void live(SimulatedFolder folder, Source source, Promises promises) throws IOException {
        for (int session = 0; session < 3; session++) {
            try (BackupFolder backups = BackupFolder.open(folder)) {
                BackupResult result = backups.backup(source.stack);
                promises.durable.put(result.point().number(), source.payload());
                follow(backups, source, 7, promises);
                if (session > 0) {
                    // Only the end of what there is now is promised from here on.
                    long kept = backups.status().last().number();
                    promises.oldest = kept;
                    backups.compactTo(Long.MAX_VALUE, (done, total) -> {});
                }
                follow(backups, source, 4, promises);
            }
            source.reopen();
            if (session == 1) {
                source.changes(2);
            }
        }
    }

    private static int callsOfALife(long seed) throws IOException {
        try (Source source = new Source(seed)) {
            SimulatedFolder folder = new SimulatedFolder();
            source.changes(3);
            live(folder, source, new Promises());
            return folder.calls();
        }
    }

    @Test
    void stoppedAtAnyCallAChainHasWhatWasDurable() throws IOException {
        long seed = seed();
        int calls = callsOfALife(seed);
        int states = 0;
        int step = Math.max(1, 100 / VOLUME / 3);
        for (int stop = (int) Math.floorMod(seed, (long) step); stop < calls; stop += step) {
            SplittableRandom random = new SplittableRandom(seed + stop);
            SimulatedFolder folder = new SimulatedFolder();
            Promises promises = new Promises();
            try (Source source = new Source(seed)) {
                source.changes(3);
                int at = stop;
                folder.hook((call, what) -> {
                    if (call >= at) {
                        throw new Stopped();
                    }
                });
                try {
                    live(folder, source, promises);
                    fail("it was not stopped at call " + stop);
                } catch (Stopped e) {
                    folder.hook((call, what) -> {});
                }
                for (int i = 0; i < 4; i++) {
                    check(folder.crashed(random), source, promises, "stopped at call " + stop + ", state " + i);
                    states++;
                }
            }
        }
        assertTrue(states > 100, states + " crash states");
    }

    @Test
    void fullOrBrokenAtAnyCallAChainHasWhatWasDurable() throws IOException {
        long seed = seed();
        int calls = callsOfALife(seed);
        int step = Math.max(1, 100 / VOLUME / 3);
        int failed = 0;
        for (int fail = (int) Math.floorMod(seed, (long) step); fail < calls; fail += step) {
            boolean forGood = fail % 2 == 0;
            SimulatedFolder folder = new SimulatedFolder();
            Promises promises = new Promises();
            try (Source source = new Source(seed)) {
                source.changes(3);
                int at = fail;
                folder.hook((call, what) -> {
                    boolean changes = !what.startsWith("read") && !what.startsWith("open") && !what.startsWith("list");
                    if (call == at || forGood && call > at && changes) {
                        throw new IOException("no space left, at " + what);
                    }
                });
                try {
                    live(folder, source, promises);
                } catch (IOException e) {
                    failed++;
                }
                folder.hook((call, what) -> {});
                check(folder, source, promises, "failed at call " + fail);
            }
        }
        assertTrue(failed > 20, failed + " failures");
    }

    /** What is left restores to what was promised, and goes on. */
    private static void check(SimulatedFolder folder, Source source, Promises promises, String what)
            throws IOException {
        // As it was found, by a reader that writes nothing.
        BackupFolder reader = BackupFolder.openReadOnly(folder);
        checkPromises(reader, source, promises, what + ", read only");
        // And by a writer, which puts it in order.
        try (BackupFolder backups = BackupFolder.open(folder)) {
            checkPromises(backups, source, promises, what);
            VerifyReport report = backups.verify();
            assertTrue(
                    report.isSound()
                            || promises.durable.isEmpty() && report.status().bases() == 0,
                    what + ": " + report.findings());
            byte[] now = source.payload();
            long number = backups.backup(source.stack).point().number();
            assertArrayEquals(now, restore(backups, RestorePoint.number(number)), what + ", the next backup");
            assertArrayEquals(now, restore(backups, RestorePoint.latest()), what + ", the next backup");
            backups.compactTo(Long.MAX_VALUE, (done, total) -> {});
            assertArrayEquals(now, restore(backups, RestorePoint.latest()), what + ", compacted");
        }
    }

    private static void checkPromises(BackupFolder backups, Source source, Promises promises, String what)
            throws IOException {
        for (Map.Entry<Long, byte[]> state : promises.durable.entrySet()) {
            if (state.getKey() >= promises.oldest) {
                assertArrayEquals(
                        state.getValue(),
                        restore(backups, RestorePoint.number(state.getKey())),
                        what + ": state " + state.getKey());
            }
        }
        if (!promises.durable.isEmpty()) {
            byte[] latest = restore(backups, RestorePoint.latest());
            assertTrue(source.states.contains(Source.key(latest)), what + ": the newest state is none of the source's");
        }
    }

    static byte[] restore(BackupFolder backups, RestorePoint which) throws IOException {
        SimulatedFolder target = new SimulatedFolder();
        try {
            backups.restore(target, "restored", which, (done, total) -> {});
        } catch (IOException e) {
            assertEquals(List.of(), target.list(), "nothing is left after " + e);
            throw e;
        }
        assertEquals(List.of("restored"), target.list());
        byte[] file = target.crashed(new SplittableRandom(1)).bytes("restored");
        byte[] payload = Arrays.copyOfRange(file, 16, file.length);
        assertEquals(
                payload.length,
                ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(8));
        return payload;
    }

    /** A chain of every kind of file, and the states that it has. */
    private static SimulatedFolder chain(long seed, Source source, Promises promises) throws IOException {
        SimulatedFolder folder = new SimulatedFolder();
        source.changes(3);
        try (BackupFolder backups = BackupFolder.open(folder)) {
            promises.durable.put(backups.backup(source.stack).point().number(), source.payload());
            follow(backups, source, 6, promises);
            follow(backups, source, 6, promises);
            backups.compactTo(Long.MAX_VALUE, (done, total) -> {});
            promises.durable.clear();
            promises.durable.put(backups.status().last().number(), source.payload());
            follow(backups, source, 6, promises);
            source.reopen().change();
            promises.durable.put(backups.backup(source.stack).point().number(), source.payload());
            follow(backups, source, 6, promises);
        }
        return folder;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aDamagedChainIsNeverSilentlyWrong(long offset) throws IOException {
        long seed = seed() + offset;
        try (Source source = new Source(seed)) {
            Promises promises = new Promises();
            SimulatedFolder sound = chain(seed, source, promises);
            SplittableRandom random = new SplittableRandom(seed);
            int refused = 0;
            for (int i = 0; i < 20 * VOLUME; i++) {
                SimulatedFolder folder = sound.copy();
                List<String> names = folder.list();
                String name = names.get(random.nextInt(names.size()));
                String what = name + ": " + damage(folder, name, random);
                BackupFolder backups = BackupFolder.openReadOnly(folder);
                for (Map.Entry<Long, byte[]> state : promises.durable.entrySet()) {
                    try {
                        byte[] restored = restore(backups, RestorePoint.number(state.getKey()));
                        assertArrayEquals(state.getValue(), restored, what);
                    } catch (BackupDamagedException e) {
                        refused++;
                    }
                }
                RestoreResult result = null;
                SimulatedFolder target = new SimulatedFolder();
                try {
                    result = backups.restore(
                            target, "restored", RestorePoint.latest().orLastSound(), (done, total) -> {});
                } catch (BackupDamagedException e) {
                    refused++;
                }
                if (result != null) {
                    byte[] file = target.bytes("restored");
                    byte[] payload = Arrays.copyOfRange(file, 16, file.length);
                    assertTrue(source.states.contains(Source.key(payload)), what + ": none of the source's states");
                }
            }
            assertTrue(refused > 0, "no damage was found");
        }
    }

    private static String damage(SimulatedFolder folder, String name, SplittableRandom random) {
        byte[] bytes = folder.bytes(name);
        int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
            case 0 -> {
                folder.put(name, Arrays.copyOf(bytes, at));
                return "cut off at " + at;
            }
            case 1 -> {
                folder.remove(name);
                return "removed";
            }
            case 2 -> {
                byte[] zeroed = bytes.clone();
                Arrays.fill(zeroed, at, Math.min(zeroed.length, at + 700), (byte) 0);
                folder.put(name, zeroed);
                return "zeroed from " + at;
            }
            default -> {
                byte[] flipped = bytes.clone();
                if (flipped.length > 0) {
                    flipped[at] ^= (byte) (1 << random.nextInt(8));
                }
                folder.put(name, flipped);
                return "bit flipped at " + at;
            }
        }
    }

    @Test
    void aSourceThatFailsInTheMiddleLeavesTheChainAsItWas() throws IOException {
        long seed = seed();
        try (Source source = new Source(seed)) {
            Promises promises = new Promises();
            SimulatedFolder folder = chain(seed, source, promises);
            source.reopen().change();
            List<String> before = folder.list();
            FailingStorage medium = new FailingStorage(source.medium);
            int failures = 0;
            for (int reads = 0; failures == reads; reads++) {
                // Another opening of the same bytes, which fails at a read.
                FailingStorage failing = medium.failingAfter(reads);
                try (BackupFolder backups = BackupFolder.open(folder);
                        BStack stack = BStack.openReadOnly(failing)) {
                    backups.backup(stack);
                } catch (IOException e) {
                    failures++;
                    assertEquals(before, folder.list(), "after " + reads + " reads");
                    checkPromises(BackupFolder.openReadOnly(folder), source, promises, "after " + reads + " reads");
                }
            }
            assertTrue(failures > 2, failures + " failures");
        }
    }

    /** A copy of a medium whose reads fail after a while. */
    private static final class FailingStorage implements Storage {
        private final Storage copy;
        private int left;

        FailingStorage(Storage medium) throws IOException {
            this(new CopiedStorage(medium), Integer.MAX_VALUE);
        }

        private FailingStorage(Storage copy, int left) {
            this.copy = copy;
            this.left = left;
        }

        FailingStorage failingAfter(int reads) {
            return new FailingStorage(copy, reads);
        }

        @Override
        public String name() {
            return "failing";
        }

        @Override
        public long size() throws IOException {
            return copy.size();
        }

        @Override
        public int read(long position, ByteBuffer dst) throws IOException {
            if (left-- <= 0) {
                throw new IOException("unreadable");
            }
            return copy.read(position, dst);
        }

        @Override
        public void write(long position, ByteBuffer src) throws IOException {
            copy.write(position, src);
        }

        @Override
        public void writeDurably(long position, ByteBuffer src) throws IOException {
            copy.writeDurably(position, src);
        }

        @Override
        public void sync() {}

        @Override
        public void resize(long size) throws IOException {
            copy.resize(size);
        }

        @Override
        public void close() {}
    }

    @Test
    void aYearOfSmallCommitsStaysSmall() throws IOException {
        long seed = seed();
        int days = 365 * VOLUME / 100;
        Duration none = Duration.ZERO;
        try (Source source = new Source(seed)) {
            source.stack.push(source.bytes(200_000));
            SimulatedFolder folder = new SimulatedFolder();
            try (BackupFolder backups = BackupFolder.open(folder)) {
                backups.backup(source.stack);
                for (int day = 0; day < days; day++) {
                    try (FollowedByHand chain = new FollowedByHand(backups, source.stack)) {
                        for (int i = 0; i < 40; i++) {
                            source.stack.set((i * 7919L + day * 104_729L) % 199_000, source.bytes(300));
                            chain.add(source.stack);
                        }
                    }
                    backups.compact(none);
                    long bytes = backups.status().bytes();
                    assertTrue(bytes <= 2 * source.stack.length(), "day " + day + ": " + bytes);
                }
                assertArrayEquals(source.payload(), restore(backups, RestorePoint.latest()));
                assertTrue(backups.verify().isSound());
            }
        }
    }
}
