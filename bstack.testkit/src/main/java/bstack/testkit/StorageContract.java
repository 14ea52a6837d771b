package bstack.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.testkit.internal.kill.KillCampaign;
import bstack.testkit.internal.process.Workers;
import bstack.testkit.internal.readers.ReaderCampaign;
import bstack.testkit.internal.workload.StackOperation;
import bstack.testkit.model.StackModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link Storage} must do; a storage is tested by extending this with one method.
 *
 * <pre>{@code
 * class MyStorageTest extends StorageContract {
 *     @Override
 *     protected Storage open(Path directory) throws IOException {
 *         return MyStorage.open(directory.resolve("file"));
 *     }
 * }
 * }</pre>
 *
 * <p>No test in the same process can find out whether a flush really flushes. That is assumed.
 */
public abstract class StorageContract {
    private static final int LARGE = 3 << 20;
    private static final int STEPS = 60;

    @TempDir
    Path directory;

    private Storage storage;

    /** For subclasses. */
    protected StorageContract() {}

    /**
     * {@return the storage under test, opened at the one place where it is; created if it is not there, and else with
     * what was in it when it was closed}
     *
     * @param directory an empty directory that lives as long as one test, for storages that need one
     * @throws IOException if it does not open
     */
    protected abstract Storage open(Path directory) throws IOException;

    /** {@return whether calls of an interrupted thread work as if nothing had happened; by default they must} */
    protected boolean ignoresInterrupts() {
        return true;
    }

    /** {@return how many bytes the medium certainly cannot hold; by default unknown, and not tried} */
    protected OptionalLong tooMuch() {
        return OptionalLong.empty();
    }

    @BeforeEach
    void open() throws IOException {
        storage = open(directory);
        storage.resize(0);
    }

    @AfterEach
    void close() throws IOException {
        storage.close();
    }

    private void reopen() throws IOException {
        storage.close();
        storage = open(directory);
    }

    private static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    private byte[] read(long position, int length) throws IOException {
        ByteBuffer dst = ByteBuffer.allocate(length);
        assertEquals(length, storage.read(position, dst));
        assertFalse(dst.hasRemaining(), "all is read at once where there is as much");
        return dst.array();
    }

    @Test
    void itHasANameForMessages() {
        assertFalse(storage.name().isBlank());
    }

    @Test
    void whatIsWrittenIsReadAtOnceFromAnyPlaceOfAnyLength() throws IOException {
        storage.resize(2 * LARGE);
        for (int length : new int[] {1, 15, 16, 511, 512, 513, 4095, 4096, 65_535, 65_537, 262_145, LARGE}) {
            for (long position : new long[] {0, 1, 511, 4096, 65_530, LARGE - 1}) {
                byte[] plain = bytes(position + length, length);
                storage.write(position, ByteBuffer.wrap(plain));
                assertArrayEquals(plain, read(position, length));
                byte[] durable = bytes(~position - length, length);
                storage.writeDurably(position, ByteBuffer.wrap(durable));
                assertArrayEquals(durable, read(position, length));
            }
        }
    }

    @Test
    void aFlushInTheBackgroundEndsAndWritesAndReadsGoOnBesideIt() throws IOException {
        storage.resize(2 * LARGE);
        byte[] before = bytes(1, LARGE);
        byte[] beside = bytes(2, LARGE);
        List<IOException> failures = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 5; i++) {
            storage.write(0, ByteBuffer.wrap(before));
            Storage.Flush flush = storage.startSync(failures::add);
            storage.write(LARGE, ByteBuffer.wrap(beside));
            storage.writeDurably(5, ByteBuffer.wrap(beside, 0, 7));
            assertArrayEquals(beside, read(LARGE, LARGE));
            flush.await();
            assertTrue(flush.isDone());
            flush.await();
            storage.sync();
        }
        reopen();
        System.arraycopy(beside, 0, before, 5, 7);
        assertArrayEquals(before, read(0, LARGE));
        assertArrayEquals(beside, read(LARGE, LARGE));
        assertEquals(List.of(), failures);
    }

    @Test
    void aWriteChangesNothingBesideItsBytes() throws IOException {
        byte[] before = bytes(1, 200_000);
        storage.resize(before.length);
        storage.write(0, ByteBuffer.wrap(before));
        byte[] data = bytes(2, 70_000);
        storage.write(65_000, ByteBuffer.wrap(data));
        storage.writeDurably(3, ByteBuffer.wrap(data, 0, 5));
        System.arraycopy(data, 0, before, 65_000, data.length);
        System.arraycopy(data, 0, before, 3, 5);
        assertArrayEquals(before, read(0, before.length));
        assertEquals(before.length, storage.size());
    }

    @Test
    void zerosAreMadeOfARangeOfAnyLengthAndOfNothingBesideIt() throws IOException {
        byte[] content = bytes(12, 5 * LARGE);
        storage.resize(content.length);
        for (int length : new int[] {0, 1, 4_095, 4_096, 9_000, LARGE, 4 * LARGE}) {
            for (int position : new int[] {0, 1, 4_095, 4_096, 70_001}) {
                storage.write(0, ByteBuffer.wrap(content));
                storage.zero(position, position + length);
                byte[] expected = content.clone();
                Arrays.fill(expected, position, position + length, (byte) 0);
                assertArrayEquals(expected, read(0, content.length));
                storage.write(position, ByteBuffer.wrap(content, 0, Math.min(length, 100)));
                System.arraycopy(content, 0, expected, position, Math.min(length, 100));
                assertArrayEquals(expected, read(0, content.length));
            }
        }
        storage.zero(LARGE, 5 * LARGE - 7);
        storage.sync();
        reopen();
        assertEquals(content.length, storage.size());
        assertArrayEquals(new byte[4 * LARGE - 7], read(LARGE, 4 * LARGE - 7));
    }

    @Test
    void buffersOfEveryKindAreMovedFromTheirPositionToTheirLimit() throws IOException {
        storage.resize(100_000);
        byte[] content = bytes(3, 90_000);
        List<ByteBuffer> sources = new ArrayList<>(List.of(
                ByteBuffer.wrap(content),
                ByteBuffer.wrap(content).asReadOnlyBuffer(),
                ByteBuffer.allocateDirect(content.length).put(content).flip(),
                ByteBuffer.allocateDirect(content.length).put(content).flip().asReadOnlyBuffer(),
                ByteBuffer.wrap(content).slice(0, 80_000)));
        for (ByteBuffer source : sources) {
            source.position(7).limit(70_007);
            storage.write(11, source);
            assertEquals(70_007, source.position());
            assertEquals(70_007, source.limit());
            source.position(7);
            storage.writeDurably(12, source);
            assertFalse(source.hasRemaining());
            for (ByteBuffer target : List.of(ByteBuffer.allocate(90_000), ByteBuffer.allocateDirect(90_000))) {
                target.position(5).limit(70_005);
                assertEquals(70_000, storage.read(12, target));
                assertEquals(70_005, target.position());
                assertEquals(ByteBuffer.wrap(content, 7, 70_000), target.flip().position(5));
                assertEquals(0, target.get(0), "bytes before the position stay");
            }
        }
    }

    @Test
    void nothingIsWrittenAndNothingReadWithAnEmptyBuffer() throws IOException {
        storage.resize(10);
        storage.write(10, ByteBuffer.allocate(0));
        storage.writeDurably(0, ByteBuffer.allocateDirect(0));
        assertEquals(0, storage.read(3, ByteBuffer.allocate(0)));
        assertEquals(10, storage.size());
    }

    @Test
    void aReadEndsWhereTheMediumEnds() throws IOException {
        storage.resize(1_000);
        storage.write(0, ByteBuffer.wrap(bytes(4, 1_000)));
        ByteBuffer dst = ByteBuffer.allocate(100);
        assertEquals(1, storage.read(999, dst));
        assertEquals(1, dst.position());
        assertEquals(0, storage.read(1_000, dst));
        assertEquals(0, storage.read(1L << 40, dst));
        assertEquals(1, dst.position());
        storage.resize(0);
        assertEquals(0, storage.read(0, dst));
    }

    @Test
    void aNewSizeKeepsWhatLiesWithinIt() throws IOException {
        byte[] content = bytes(5, 200_000);
        storage.resize(content.length);
        storage.write(0, ByteBuffer.wrap(content));
        for (int size : new int[] {199_999, 131_072, 131_073, 70_000, 70_001, 65_536, 512, 300_000, 17}) {
            int kept = (int) Math.min(size, storage.size());
            storage.resize(size);
            assertEquals(size, storage.size());
            assertEquals(ByteBuffer.wrap(content, 0, kept), ByteBuffer.wrap(read(0, kept)));
            storage.write(0, ByteBuffer.wrap(content, 0, Math.min(size, content.length)));
        }
    }

    @Test
    void whatWasFlushedAndTheSizeWithItAreThereAfterReopening() throws IOException {
        byte[] content = bytes(6, 100_000);
        storage.resize(content.length);
        storage.write(0, ByteBuffer.wrap(content));
        storage.sync();
        storage.writeDurably(50, ByteBuffer.wrap(content, 0, 9));
        System.arraycopy(content, 0, content, 50, 9);
        reopen();
        assertEquals(content.length, storage.size());
        assertArrayEquals(content, read(0, content.length));
        storage.resize(10);
        storage.sync();
        reopen();
        assertEquals(10, storage.size());
    }

    @Test
    void reservingSpaceChangesNoContentAndAtMostRaisesTheSizeAsFar() throws IOException {
        byte[] content = bytes(7, 5_000);
        storage.resize(content.length);
        storage.write(0, ByteBuffer.wrap(content));
        storage.reserve(100);
        assertEquals(content.length, storage.size());
        storage.reserve(500_000);
        assertTrue(storage.size() >= content.length && storage.size() <= 500_000, "size " + storage.size());
        assertArrayEquals(content, read(0, content.length));
        storage.resize(500_000);
        storage.write(499_000, ByteBuffer.wrap(content, 0, 1_000));
        assertEquals(ByteBuffer.wrap(content, 0, 1_000), ByteBuffer.wrap(read(499_000, 1_000)));
    }

    @Test
    void whereThereIsNoSpaceReservingItFailsAndChangesNothing() throws IOException {
        assumeTrue(tooMuch().isPresent(), "this storage does not say what is too much");
        byte[] content = bytes(8, 5_000);
        storage.resize(content.length);
        storage.write(0, ByteBuffer.wrap(content));
        assertThrows(IOException.class, () -> storage.reserve(tooMuch().getAsLong()));
        assertEquals(content.length, storage.size());
        assertArrayEquals(content, read(0, content.length));
        storage.write(0, ByteBuffer.wrap(content, 1, 10));
        storage.sync();
    }

    @Test
    void aMappingShowsWhatIsWrittenBeforeItAndAfterEvenBehindTheEndItHadThen() throws IOException {
        byte[] content = bytes(9, 20_000);
        storage.resize(10_000);
        storage.write(0, ByteBuffer.wrap(content, 0, 10_000));
        Storage.Mapping mapping = storage.map(1 << 20);
        try (mapping) {
            assumeTrue(mapping.size() > 0, "this storage has no mapping");
            assertEquals(1 << 20, mapping.size());
            byte[] got = new byte[10_000];
            assertTrue(mapping.get(0, got, 0, got.length));
            assertArrayEquals(Arrays.copyOf(content, 10_000), got);
            storage.resize(20_000);
            storage.write(10_000, ByteBuffer.wrap(content, 10_000, 10_000));
            storage.writeDurably(0, ByteBuffer.wrap(content, 100, 1));
            ByteBuffer buffer = ByteBuffer.allocateDirect(10_001).position(1);
            assertTrue(mapping.get(10_000, buffer));
            assertEquals(1, buffer.position());
            assertEquals(ByteBuffer.wrap(content, 10_000, 10_000), buffer);
            assertTrue(mapping.get(0, got, 7, 1));
            assertEquals(content[100], got[7]);
        }
        mapping.close();
        assertFalse(mapping.get(0, new byte[1], 0, 1));
        storage.resize(5);
        assertEquals(5, storage.size());
    }

    @Test
    void threadsWriteAndReadBesideEachOther() throws Exception {
        int part = 3_000; // several share a sector and a page
        storage.resize(8L * part);
        try (Workers threads = Workers.of(4)) {
            List<Future<?>> done = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int id = t;
                done.add(threads.submit(() -> {
                    for (int i = 0; i < 40; i++) {
                        byte[] data = bytes(id * 100L + i, part);
                        if (i % 10 == 0) {
                            storage.writeDurably((long) id * part, ByteBuffer.wrap(data));
                            storage.sync();
                        } else {
                            storage.write((long) id * part, ByteBuffer.wrap(data));
                        }
                        assertArrayEquals(data, read((long) id * part, part));
                    }
                    return null;
                }));
            }
            for (Future<?> future : done) {
                future.get();
            }
        }
    }

    @Test
    void anInterruptDoesNoHarmAndIsNotForgotten() throws IOException {
        assumeTrue(ignoresInterrupts(), "this storage does not stand interrupts");
        Thread.currentThread().interrupt();
        try {
            storage.resize(100);
            storage.write(0, ByteBuffer.wrap(bytes(10, 100)));
            storage.writeDurably(0, ByteBuffer.wrap(bytes(11, 50)));
            storage.sync();
            storage.reserve(1_000);
            assertArrayEquals(bytes(11, 50), read(0, 50));
            assertTrue(Thread.currentThread().isInterrupted());
        } finally {
            Thread.interrupted();
        }
        assertArrayEquals(bytes(11, 50), read(0, 50));
    }

    @Test
    void itMayBeClosedTwice() throws IOException {
        storage.close();
        storage.close();
        reopen();
    }

    /** Random operations beside a model, reopened now and then; the seed is fixed by {@code -Dbstack.seed=N}. */
    @Test
    void aStackOnItWorks() throws IOException {
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        StackModel model = new StackModel(new byte[0]);
        try {
            for (int session = 0; session < 6; session++) {
                try (BStack stack = BStack.open(storage, KillCampaign.OPTIONS)) {
                    assertArrayEquals(model.payload(), stack.peek(0));
                    for (int i = 0; i < 40; i++) {
                        int length = random.nextInt(i % 10 == 0 ? 20_000 : 500);
                        StackOperation.any(random).run(stack, model, random, length);
                        assertArrayEquals(model.payload(), stack.peek(0));
                    }
                }
                storage = open(directory);
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError("again with -Dbstack.seed=" + seed, e);
        }
    }

    /** See {@code ReaderCampaign}; the seed is fixed by {@code -Dbstack.seed=N}. */
    @Test
    void readersOfAStackOnItSeeWholeCommitsThatAreDurableAndNothingElse() throws IOException {
        storage.close();
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        ReaderCampaign.on(() -> open(directory)).seed(seed).steps(STEPS).run().assertSound();
    }
}
