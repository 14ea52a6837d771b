package bstack.collections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.collections.internal.format.Bytes;
import bstack.collections.internal.format.PageLayout;
import bstack.core.BStack;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Structures of which parts are damaged: what is sound is read, and the rest is reported with its place and its keys. */
class SalvageTest {
    private static final int ENTRIES = 3_000;
    private static final int PAGE = PageLayout.SIZE;

    private BStackAllocator heap;
    private final NavigableMap<Long, byte[]> model = new TreeMap<>();

    @BeforeEach
    void fill() throws IOException {
        heap = HeapKind.FIRST_FIT.open(BStack.open(Storage.memory()));
        HeapRoot root = HeapRoot.open(heap);
        DurableMap<Long, byte[]> map = root.map("map", Codec.int64(), Codec.bytes());
        DurableQueue<byte[]> queue = root.queue("queue", Codec.bytes());
        Random random = new Random(3);
        heap.stack().transact(() -> {
            for (long i = 0; i < ENTRIES; i++) {
                byte[] value = new byte[i % 100 == 50 ? 2_000 : random.nextInt(50)];
                random.nextBytes(value);
                map.put(i, value);
                model.put(i, value);
                queue.add(value);
            }
        });
    }

    /** {@return the directory, by objects that have nothing in memory} */
    private HeapRoot reopened() throws IOException {
        return HeapRoot.open(heap);
    }

    private static Codec<byte[]> raw(String id) {
        return Codec.of(id, bytes -> bytes, bytes -> bytes);
    }

    /** What one structure has given back. */
    private static final class Salvaged implements DamageListener {
        final List<Long> keys = new ArrayList<>();
        final List<byte[]> values = new ArrayList<>();
        final List<StructureDamage> damage = new ArrayList<>();
        /** How many entries there were before each damage. */
        final List<Integer> places = new ArrayList<>();

        void visit(long key, byte[] value) {
            keys.add(key);
            values.add(value);
        }

        @Override
        public void damaged(StructureDamage found) {
            damage.add(found);
            places.add(keys.size());
        }
    }

    private static Salvaged salvage(HeapRoot root, Entry entry) throws IOException {
        Salvaged salvaged = new Salvaged();
        if (entry.kind() == Entry.Kind.MAP) {
            root.map(
                            entry.name(),
                            raw(entry.codecs().get(0)),
                            raw(entry.codecs().get(1)))
                    .salvage((key, value) -> salvaged.visit(Codec.int64().decode(key), value), salvaged);
        } else {
            root.queue(entry.name(), raw(entry.codecs().get(0))).salvage(salvaged::visit, salvaged);
        }
        return salvaged;
    }

    private void checkValues(Salvaged salvaged) {
        long before = -1;
        for (int i = 0; i < salvaged.keys.size(); i++) {
            long key = salvaged.keys.get(i);
            assertTrue(before < key, "keys rise");
            before = key;
            assertArrayEquals(model.get(key), salvaged.values.get(i));
        }
    }

    /** {@return the pages of the payload, in the order of their places} */
    private List<Long> pages() throws IOException {
        List<Long> pages = new ArrayList<>();
        byte[] payload = heap.stack().peek(0);
        for (int at = 0; at + PAGE <= payload.length; at += 8) {
            if (payload[at + PageLayout.MARK] == PageLayout.MARK_VALUE
                    && isPage(Arrays.copyOfRange(payload, at, at + PAGE))) {
                pages.add((long) at);
            }
        }
        return pages;
    }

    private static boolean isPage(byte[] page) {
        int slotsEnd = PageLayout.SLOTS + PageLayout.SLOT * Bytes.getShort(page, PageLayout.COUNT);
        int cells = Bytes.getShort(page, PageLayout.CELLS);
        return slotsEnd <= cells
                && cells <= PAGE
                && Bytes.getInt(page, PageLayout.CHECKSUM)
                        == Bytes.checksum(page, PageLayout.MARK, slotsEnd, cells, PAGE);
    }

    private void flip(long at) throws IOException {
        byte[] before = heap.stack().get(at, at + 1);
        heap.stack().set(at, new byte[] {(byte) ~before[0]});
    }

    @Test
    void aSoundHeapHasNoDamage() throws IOException {
        HeapRoot root = reopened();
        root.verifyAll(damage -> assertEquals("nothing", damage.toString()));
        List<Entry> entries = root.salvage(damage -> assertEquals("nothing", damage.toString()));
        assertEquals(root.entries(), entries);
        for (Entry entry : entries) {
            Salvaged salvaged = salvage(root, entry);
            checkValues(salvaged);
            assertEquals(ENTRIES, salvaged.keys.size());
            assertEquals(List.of(), salvaged.damage);
        }
    }

    @Test
    void aDamagedPageCostsItsOwnKeysAndIsReportedBetweenThem() throws IOException {
        int damagedMaps = 0;
        int damagedQueues = 0;
        int damagedAbove = 0;
        for (long page : pages()) {
            boolean isLeaf = heap.stack().get(page + PageLayout.LEVEL, page + PageLayout.LEVEL + 1)[0] == 0;
            flip(page + PAGE - 3);
            HeapRoot root = reopened();
            List<StructureDamage> all = new ArrayList<>();
            root.verifyAll(all::add);
            Map<String, Salvaged> salvaged = new HashMap<>();
            for (Entry entry : root.salvage(all::add)) {
                salvaged.put(entry.name(), salvage(root, entry));
            }
            for (Salvaged one : salvaged.values()) {
                checkValues(one);
            }
            if (salvaged.size() == 2 && !all.isEmpty()) {
                assertEquals(1, all.size());
                StructureDamage damage = all.get(0);
                Salvaged one = salvaged.get(damage.structure());
                assertEquals(all, one.damage, "salvage reports what a verification does");
                assertEquals(page, damage.offset());
                damagedAbove += isLeaf ? 0 : 1;
                assertEquals(isLeaf, one.keys.size() < ENTRIES, "only the entries of a leaf are lost");
                int place = one.places.get(0);
                if (isLeaf) {
                    assertEquals(missing(one, place, damage.structure().equals("map")), damage.keys());
                }
                damagedMaps += damage.structure().equals("map") ? 1 : 0;
                damagedQueues += damage.structure().equals("queue") ? 1 : 0;
            }
            flip(page + PAGE - 3);
        }
        assertTrue(damagedMaps > 10 && damagedQueues > 10, damagedMaps + " and " + damagedQueues);
        assertTrue(damagedAbove >= 2, damagedAbove + " pages above the leaves");
    }

    /** {@return how the keys are called that are missing at a place} */
    private static String missing(Salvaged salvaged, int place, boolean isMap) {
        String from = place == 0 ? "" : key(salvaged.keys.get(place - 1) + 1, isMap);
        if (place == salvaged.keys.size()) {
            return place == 0 ? "all keys" : "the keys from " + from + " on";
        }
        String to = key(salvaged.keys.get(place), isMap);
        return place == 0 ? "the keys below " + to : "the keys from " + from + " to " + to;
    }

    private static String key(long number, boolean isMap) {
        return "%016x".formatted(isMap ? number ^ Long.MIN_VALUE : number);
    }

    /** What is free contains leaves as they once were. */
    @Test
    void whatWasRemovedIsNotSalvaged() throws IOException {
        DurableMap<Long, byte[]> map = reopened().map("map", Codec.int64(), Codec.bytes());
        heap.stack().transact(() -> {
            for (long i = 0; i < ENTRIES; i++) {
                if (i % 1_000 < 900) {
                    map.remove(i);
                    model.remove(i);
                }
            }
        });
        heap.stack().transact(() -> reopened().queue("queue", Codec.bytes()).clear());
        int above = 0;
        for (long page : pages()) {
            boolean isLeaf = heap.stack().get(page + PageLayout.LEVEL, page + PageLayout.LEVEL + 1)[0] == 0;
            flip(page + PAGE - 3);
            List<Entry> found = reopened().salvage(damage -> {});
            // None, if the page is the directory's only one.
            if (!found.isEmpty()) {
                Salvaged salvaged = salvage(reopened(), found.get(0));
                checkValues(salvaged);
                if (!salvaged.damage.isEmpty() && !isLeaf) {
                    above++;
                    assertEquals(model.size(), salvaged.keys.size());
                }
            }
            flip(page + PAGE - 3);
        }
        assertTrue(above > 0);
    }

    @Test
    void aDamagedValueCostsOneEntry() throws IOException {
        byte[] long50 = model.get(50L);
        byte[] payload = heap.stack().peek(0);
        long at = -1;
        for (int i = 0; at < 0; i++) {
            if (Arrays.equals(payload, i, i + 2_000, long50, 0, 2_000)) {
                at = i;
            }
        }
        flip(at + 1_000);
        HeapRoot root = reopened();
        List<StructureDamage> all = new ArrayList<>();
        root.verifyAll(all::add);
        assertEquals(1, all.size());
        Salvaged salvaged =
                salvage(root, root.entries().get(all.get(0).structure().equals("map") ? 0 : 1));
        assertEquals(ENTRIES - 1, salvaged.keys.size());
        assertEquals(all, salvaged.damage);
        assertEquals(at, all.get(0).offset());
        assertEquals(
                "the key " + key(50, all.get(0).structure().equals("map")),
                all.get(0).keys());
    }

    @Test
    void aDamagedDirectoryGivesTheStructuresThatAreSound() throws IOException {
        DurableMap<Long, byte[]> more = reopened().map("more", Codec.int64(), Codec.bytes());
        more.put(1L, new byte[1]);
        heap.stack().transact(() -> {
            for (int i = 0; i < 500; i++) {
                reopened()
                        .map("s%03d".formatted(i), Codec.int64(), Codec.utf8())
                        .put(1L, "one");
            }
        });
        List<String> sound = reopened().entries().stream().map(Entry::name).toList();
        int reported = 0;
        for (long page : pages()) {
            boolean isLeaf = heap.stack().get(page + PageLayout.LEVEL, page + PageLayout.LEVEL + 1)[0] == 0;
            flip(page + PAGE - 3);
            List<StructureDamage> damage = new ArrayList<>();
            List<String> found =
                    reopened().salvage(damage::add).stream().map(Entry::name).toList();
            if (damage.isEmpty()) {
                assertEquals(sound, found);
            } else {
                reported++;
                assertEquals("the directory", damage.get(0).structure());
                assertTrue(sound.containsAll(found));
                assertEquals(isLeaf, found.size() < sound.size());
                assertThrows(DamagedStructureException.class, () -> reopened().entries());
                List<StructureDamage> verified = new ArrayList<>();
                reopened().verifyAll(verified::add);
                assertEquals(damage, verified);
            }
            flip(page + PAGE - 3);
        }
        assertTrue(reported > 3, reported + " pages of the directory");
    }

    @Test
    void aDamagedHeaderIsReportedAndTheOtherStructuresAreFound() throws IOException {
        byte[] payload = heap.stack().peek(0);
        int headers = 0;
        for (int at = 0; at + 64 <= payload.length; at += 8) {
            if (payload[at] == 'B' && payload[at + 1] == 'T' && payload[at + 2] == 'R' && payload[at + 3] == 'E') {
                flip(at + 30);
                if (payload[at + 5] != 1) {
                    headers++;
                    List<StructureDamage> damage = new ArrayList<>();
                    List<Entry> found = reopened().salvage(damage::add);
                    assertEquals(2, found.size());
                    assertEquals(1, damage.size());
                    assertEquals("all keys", damage.get(0).keys());
                    List<StructureDamage> verified = new ArrayList<>();
                    reopened().verifyAll(verified::add);
                    assertEquals(damage, verified);
                    for (Entry entry : found) {
                        boolean isDamaged = entry.name().equals(damage.get(0).structure());
                        assertEquals(isDamaged ? -1 : ENTRIES, entry.size());
                        Salvaged salvaged = salvage(reopened(), entry);
                        assertEquals(isDamaged ? damage : List.of(), salvaged.damage);
                        checkValues(salvaged);
                        assertEquals(ENTRIES, salvaged.keys.size());
                    }
                } else {
                    assertThrows(IOException.class, this::reopened);
                }
                flip(at + 30);
            }
        }
        assertEquals(2, headers);
    }

    @Test
    void whatAListenerThrowsEndsTheSearch() throws IOException {
        for (long page : pages()) {
            flip(page + PAGE - 3);
        }
        IOException mine = new IOException("enough");
        DamageListener throwing = damage -> {
            throw mine;
        };
        // The directory's only page is damaged too, so there is nothing but that.
        assertEquals(mine, assertThrows(IOException.class, () -> reopened().verifyAll(throwing)));
        assertEquals(mine, assertThrows(IOException.class, () -> reopened().salvage(throwing)));
    }

    /** While a verification goes on, all is changed: it reports nothing that was never there. */
    @Test
    void aVerificationBesideAWriterReportsNothing() throws Exception {
        HeapRoot root = reopened();
        DurableMap<Long, byte[]> map = root.map("map", Codec.int64(), Codec.bytes());
        DurableQueue<byte[]> queue = root.queue("queue", Codec.bytes());
        Random random = new Random(8);
        boolean[] done = new boolean[1];
        Thread writer = new Thread(() -> {
            try {
                for (int i = 0; i < 20_000; i++) {
                    long key = random.nextInt(ENTRIES);
                    if (random.nextInt(3) == 0) {
                        map.remove(key);
                    } else {
                        map.put(key, new byte[random.nextInt(3_000)]);
                    }
                    queue.add(new byte[random.nextInt(100)]);
                    queue.poll();
                }
                done[0] = true;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        writer.start();
        int rounds = 0;
        while (writer.isAlive()) {
            root.verifyAll(damage -> assertEquals("nothing", damage.toString()));
            map.salvage((key, value) -> {}, damage -> assertEquals("nothing", damage.toString()));
            rounds++;
        }
        writer.join();
        assertTrue(done[0] && rounds > 0);
    }

    @Test
    void findingsInAListAreBounded() throws IOException {
        DurableMap<Long, byte[]> map = reopened().map("large", Codec.int64(), Codec.bytes());
        heap.stack().transact(() -> {
            for (long i = 0; i < 1_500; i++) {
                map.put(i, new byte[1_100]);
            }
        });
        byte[] zeros = new byte[1_100];
        int changed = 0;
        InspectableAllocator inspected = (InspectableAllocator) heap;
        for (HeapBlock block : inspected.blocks()) {
            BStackSlice slice = inspected.allocation(block);
            if (!block.isFree()
                    && slice.length() >= zeros.length
                    && Arrays.equals(zeros, slice.read(0, zeros.length))) {
                slice.write(new byte[] {1});
                changed++;
            }
        }
        assertEquals(1_500, changed);
        assertEquals(1_000, map.verify().size());
        assertEquals(1_000, map.salvage((key, value) -> {}).size());
        List<StructureDamage> all = new ArrayList<>();
        map.verify(all::add);
        assertEquals(1_500, all.size());
    }
}
