package bstack.collections.internal.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.collections.HeapKind;
import bstack.collections.internal.format.Bytes;
import bstack.collections.internal.format.PageLayout;
import bstack.collections.internal.format.TreeKind;
import bstack.collections.internal.format.TreeLayout;
import bstack.collections.internal.page.Page;
import bstack.collections.internal.page.PageFile;
import bstack.collections.internal.root.Directory;
import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.Storage;
import bstack.spi.BStackSlice;
import bstack.spi.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bytes of a tree are changed, each in turn: that is reported, and nothing that is read is wrong. */
class TreeDamageTest {
    private static final int ENTRIES = 500;

    private final NavigableMap<byte[], byte[]> model = Trees.model();
    private BStack stack;
    private List<BStackSlice> pages;
    private List<BStackSlice> values;
    private BStackSlice header;
    /** A tree with pages of leaves, a root and five values in slices of their own. */
    private Tree tree;

    @BeforeEach
    void open() throws IOException {
        stack = BStack.open(Storage.memory());
        Directory directory = Directory.open(HeapKind.FIRST_FIT.open(stack));
        tree = directory.open("tree", TreeKind.MAP, List.of("keys", "values")).tree();
        Random random = new Random(5);
        stack.transact(() -> {
            for (int i = 0; i < ENTRIES; i++) {
                byte[] key = Trees.bytes(random, 6);
                byte[] value = Trees.bytes(random, i % 100 == 99 ? 1500 : i % 30);
                tree.put(key, value);
                model.put(key, value);
            }
        });
        pages = new ArrayList<>();
        values = new ArrayList<>();
        tree.trace(slice -> {
            if (slice.length() == PageLayout.SIZE) {
                pages.add(slice);
            } else if (slice.length() == TreeLayout.SIZE) {
                header = slice;
            } else {
                values.add(slice);
            }
        });
        assertTrue(pages.size() > 3);
        assertEquals(5, values.size());
    }

    /** {@return a tree that has nothing in memory} */
    private Tree reopened() throws IOException {
        return new Tree(new PageFile(header.allocator()), place(), TreeKind.MAP, tree.id());
    }

    private TreePlace place() {
        return new TreePlace() {
            @Override
            public long start() {
                return header.start();
            }

            @Override
            public long find() {
                return header.start();
            }
        };
    }

    /** Changes one byte after another of some slices; what counts is found by all means. */
    private void flipEach(List<BStackSlice> slices, int step) throws IOException {
        int found = 0;
        for (BStackSlice slice : slices) {
            for (long at = slice.start(); at < slice.end(); at += step) {
                byte[] before = stack.get(at, at + 1);
                stack.set(at, new byte[] {(byte) (before[0] ^ 1 << at % 8)});
                found += assertNothingIsWrong(at) ? 1 : 0;
                stack.set(at, before);
            }
        }
        assertTrue(found > 0);
        Trees.assertSame(model, reopened());
    }

    /** {@return whether a verification has reported something} */
    private boolean assertNothingIsWrong(long at) throws IOException {
        Tree found = reopened();
        boolean thrown = false;
        for (Map.Entry<byte[], byte[]> entry : model.entrySet()) {
            try {
                assertArrayEquals(entry.getValue(), found.get(entry.getKey()), () -> "changed at " + at);
            } catch (BStackCorruptException e) {
                thrown = true;
            }
        }
        List<Finding> findings = verify(found);
        if (thrown) {
            assertFalse(findings.isEmpty(), () -> "changed at " + at);
        }
        int salvaged = 0;
        ByteRange rest = ByteRange.all();
        while (rest != null && !isHeader(at)) {
            Salvage step = found.salvage(rest);
            for (int i = step.run() == null ? 0 : step.run().from();
                    step.run() != null && i < step.run().to();
                    i++) {
                try {
                    byte[] key = step.run().leaf().key(i);
                    assertArrayEquals(model.get(key), found.value(step.run().leaf(), i), () -> "changed at " + at);
                    salvaged++;
                } catch (BStackCorruptException e) {
                    assertTrue(thrown, () -> "changed at " + at);
                }
            }
            rest = step.rest();
        }
        if (!thrown && !isHeader(at)) {
            assertEquals(ENTRIES, salvaged, () -> "changed at " + at);
        }
        return !findings.isEmpty();
    }

    private boolean isHeader(long at) {
        return at >= header.start() && at < header.end();
    }

    private static List<Finding> verify(Tree tree) throws IOException {
        try {
            return tree.verify();
        } catch (BStackCorruptException e) {
            return List.of(new Finding(e.offset(), e.expected(), e.found()));
        }
    }

    @Test
    void aChangedByteOfThePageHeadersIsReported() throws IOException {
        List<BStackSlice> heads = new ArrayList<>();
        pages.forEach(page -> heads.add(page.subslice(0, PageLayout.SLOTS + 8)));
        flipEach(heads, 1);
    }

    @Test
    void aChangedByteOfAPageIsReported() throws IOException {
        flipEach(pages, 37);
    }

    @Test
    void aChangedByteOfAValueIsReported() throws IOException {
        flipEach(values, 53);
    }

    @Test
    void aChangedByteOfTheHeaderIsReported() throws IOException {
        flipEach(List.of(header), 1);
    }

    @Test
    void aDamagedPageIsReportedWithItsKeysAndTheOthersAreSalvaged() throws IOException {
        BStackSlice leaf = pages.get(2);
        leaf.write(100, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        leaf.write(PageLayout.CELLS, new byte[] {24, 0});
        List<Finding> findings = reopened().verify();
        assertEquals(1, findings.size());
        assertEquals(leaf.start(), findings.get(0).offset());
        assertTrue(findings.get(0).expected().startsWith("a page of the keys from "), findings::toString);
        int lost = 0;
        BStackCorruptException thrown = null;
        for (Map.Entry<byte[], byte[]> entry : model.entrySet()) {
            try {
                assertArrayEquals(entry.getValue(), reopened().get(entry.getKey()));
            } catch (BStackCorruptException e) {
                lost++;
                thrown = e;
            }
        }
        assertTrue(lost > 0 && lost < ENTRIES);
        assertNotNull(thrown);
        assertEquals(leaf.start() + 16, thrown.offset());
        assertEquals(findings.get(0).expected(), thrown.expected());
        int salvaged = 0;
        List<Finding> damage = new ArrayList<>();
        for (ByteRange rest = ByteRange.all(); rest != null; ) {
            Salvage step = reopened().salvage(rest);
            salvaged += step.run() == null ? 0 : step.run().to() - step.run().from();
            if (step.damage() != null) {
                damage.add(step.damage());
            }
            rest = step.rest();
        }
        assertEquals(ENTRIES - lost, salvaged);
        assertEquals(findings, damage);
    }

    /** A page that was written long ago, and that its tree still names, for want of the write that came after it. */
    @Test
    void aPageOfAnotherTreeIsNotTakenForOne() throws IOException {
        Directory other = Directory.open(header.allocator());
        Tree stranger =
                other.open("other", TreeKind.MAP, List.of("keys", "values")).tree();
        stranger.put(new byte[] {1}, new byte[] {2});
        List<BStackSlice> foreign = new ArrayList<>();
        stranger.trace(foreign::add);
        pages.get(1).write(0, foreign.get(1).read());
        assertEquals(1, reopened().verify().size());
        byte[] first = model.firstKey();
        BStackCorruptException e =
                assertThrows(BStackCorruptException.class, () -> reopened().get(first));
        assertEquals("one of the tree %08x".formatted((int) stranger.id()), e.found());
    }

    /** Pages that are sound by themselves, and lead in a circle or to the same place again. */
    @Test
    void aCircleOfPagesEnds() throws IOException {
        BStackSlice root = pages.get(0);
        for (BStackSlice target : List.of(root, pages.get(1))) {
            byte[] before = root.read();
            byte[] changed = before.clone();
            int count = Bytes.getShort(changed, PageLayout.COUNT);
            for (int i = 0; i < count; i++) {
                int cell = Bytes.getShort(changed, PageLayout.SLOTS + PageLayout.SLOT * i);
                int child = cell + 1 + (int) Bytes.getVarint(changed, cell);
                Bytes.putLong(changed, child, target.start());
            }
            seal(changed, count);
            root.write(changed);
            assertFalse(reopened().verify().isEmpty());
            for (byte[] key : model.keySet()) {
                try {
                    byte[] value = reopened().get(key);
                    assertTrue(value == null || Arrays.equals(value, model.get(key)));
                } catch (BStackCorruptException e) {
                    assertNotNull(e.getMessage());
                }
            }
            int steps = 0;
            try {
                for (ByteRange rest = ByteRange.all(); rest != null; ) {
                    LeafRun run = reopened().ascending(rest);
                    rest = run == null ? null : run.rest();
                    assertTrue(++steps < 1000);
                }
                reopened().trace(slice -> {});
            } catch (BStackCorruptException e) {
                assertNotNull(e.getMessage());
            }
            root.write(before);
        }
    }

    private static void seal(byte[] page, int count) {
        Bytes.putInt(
                page,
                PageLayout.CHECKSUM,
                Bytes.checksum(
                        page,
                        PageLayout.MARK,
                        PageLayout.SLOTS + PageLayout.SLOT * count,
                        Bytes.getShort(page, PageLayout.CELLS),
                        PageLayout.SIZE));
    }

    /** Pages of random bytes whose checksum fits: a search of them throws what is documented, or finds nothing wrong. */
    @Test
    void aCraftedPageNeverBreaksAReader() throws IOException {
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 3000; i++) {
            BStackSlice slice = pages.get(random.nextInt(pages.size()));
            byte[] before = slice.read();
            byte[] changed = before.clone();
            for (int n = 1 + random.nextInt(6); n > 0; n--) {
                int at = random.nextInt(random.nextBoolean() ? PageLayout.SLOTS + 60 : PageLayout.SIZE);
                changed[at] = (byte) random.nextInt();
            }
            int count = Bytes.getShort(changed, PageLayout.COUNT);
            int cells = Bytes.getShort(changed, PageLayout.CELLS);
            if (PageLayout.SLOTS + PageLayout.SLOT * count <= cells && cells <= PageLayout.SIZE) {
                seal(changed, count);
            }
            slice.write(changed);
            try {
                readEverything(random);
            } catch (Throwable failure) {
                throw new AssertionError("repeat this run with -Dbstack.seed=" + seed, failure);
            }
            slice.write(before);
        }
        Trees.assertSame(model, reopened());
        assertEquals(PageLayout.MARK_VALUE, Page.empty(0, 0, 0).bytes()[PageLayout.MARK]);
    }

    private void readEverything(Random random) throws IOException {
        Tree found = reopened();
        verify(found);
        for (Map.Entry<byte[], byte[]> entry : model.entrySet()) {
            if (random.nextInt(20) == 0) {
                try {
                    found.get(entry.getKey());
                } catch (BStackCorruptException e) {
                    assertNotNull(e.getMessage());
                }
            }
        }
        try {
            int steps = 0;
            for (ByteRange rest = ByteRange.all(); rest != null; ) {
                LeafRun run = found.ascending(rest);
                rest = run == null ? null : run.rest();
                assertTrue(++steps < 10_000);
            }
            for (ByteRange rest = ByteRange.all(); rest != null; ) {
                LeafRun run = found.descending(rest);
                rest = run == null ? null : run.rest();
                assertTrue(++steps < 10_000);
            }
            found.trace(slice -> {});
        } catch (BStackCorruptException e) {
            assertNotNull(e.getMessage());
        }
        int steps = 0;
        for (ByteRange rest = ByteRange.all(); rest != null; ) {
            rest = found.salvage(rest).rest();
            assertTrue(++steps < 10_000);
        }
    }
}
