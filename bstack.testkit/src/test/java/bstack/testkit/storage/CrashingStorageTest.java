package bstack.testkit.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.testkit.internal.workload.InitialImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The simulated disk shows what was written, and after a crash whatever the rules allow and nothing else. */
class CrashingStorageTest {
    private static ByteBuffer bytes(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return ByteBuffer.wrap(bytes);
    }

    private static CrashingStorage disk(int sectors, int value) {
        return new CrashingStorage(bytes(sectors * Sectors.SIZE, value).array());
    }

    private static CrashingStorage newest(CrashingStorage disk) {
        Survivors survivors = new Survivors(disk);
        int[] choice = new int[survivors.units()];
        Arrays.setAll(choice, i -> survivors.choices(i) - 1);
        return survivors.afterPowerCut(
                choice, survivors.size(survivors.sizes() - 1), Survivors.Tear.SECTORS, new SplittableRandom(1));
    }

    private static CrashingStorage oldest(CrashingStorage disk) {
        Survivors survivors = new Survivors(disk);
        return survivors.afterPowerCut(
                new int[survivors.units()], survivors.size(0), Survivors.Tear.SECTORS, new SplittableRandom(1));
    }

    @Test
    void whatIsWrittenIsReadAtOnceAndLostByAPowerCutUntilItIsFlushed() throws IOException {
        CrashingStorage disk = disk(3, 1);
        disk.write(100, bytes(600, 2));
        assertEquals(2, disk.toBytes()[699]);
        assertTrue(disk.hasUnflushed());
        assertArrayEquals(bytes(3 * Sectors.SIZE, 1).array(), oldest(disk).toBytes());
        assertArrayEquals(disk.toBytes(), newest(disk).toBytes());
        disk.sync();
        assertFalse(disk.hasUnflushed());
        assertArrayEquals(disk.toBytes(), oldest(disk).toBytes());
    }

    @Test
    void sectorsSurviveIndependentlyOfEachOtherAndInAnyVersion() throws IOException {
        CrashingStorage disk = disk(3, 1);
        disk.write(0, bytes(2 * Sectors.SIZE, 2));
        disk.write(Sectors.SIZE, bytes(Sectors.SIZE, 3));
        Survivors survivors = new Survivors(disk);
        assertEquals(2, survivors.units());
        assertEquals(6, survivors.combinations(100));
        Set<String> seen = new HashSet<>();
        for (int a = 0; a < survivors.choices(0); a++) {
            for (int b = 0; b < survivors.choices(1); b++) {
                byte[] found = survivors
                        .afterPowerCut(new int[] {a, b}, disk.size(), Survivors.Tear.SECTORS, new SplittableRandom(1))
                        .toBytes();
                seen.add(found[0] + " " + found[Sectors.SIZE] + " " + found[2 * Sectors.SIZE]);
            }
        }
        assertEquals(Set.of("1 1 1", "1 2 1", "1 3 1", "2 1 1", "2 2 1", "2 3 1"), seen);
    }

    @Test
    void aStateThatComesUpTwiceIsKnown() throws IOException {
        CrashingStorage disk = disk(3, 1);
        disk.write(Sectors.SIZE, bytes(Sectors.SIZE, 2));
        disk.write(2 * Sectors.SIZE + 7, bytes(1, 2));
        Survivors survivors = new Survivors(disk);
        SplittableRandom random = new SplittableRandom(1);
        for (int a = 0; a < 2; a++) {
            for (int b = 0; b < 2; b++) {
                int[] choice = {a, b};
                assertTrue(
                        survivors.isNew(survivors.afterPowerCut(choice, disk.size(), Survivors.Tear.SECTORS, random)));
                assertFalse(
                        survivors.isNew(survivors.afterPowerCut(choice, disk.size(), Survivors.Tear.SECTORS, random)));
            }
        }
        assertTrue(survivors.isNew(survivors.afterPowerCut(new int[2], disk.size(), Survivors.Tear.BYTES, random)));
    }

    @Test
    void statesThatDifferOnlyInSizeOrInSpaceThatWasNeverWrittenAreNotTheSame() {
        CrashingStorage disk = disk(1, 1);
        disk.resize(6 * Sectors.SIZE);
        Survivors survivors = new Survivors(disk);
        SplittableRandom random = new SplittableRandom(1);
        assertTrue(survivors.isNew(survivors.afterPowerCut(new int[0], Sectors.SIZE, Survivors.Tear.SECTORS, random)));
        assertTrue(
                survivors.isNew(survivors.afterPowerCut(new int[0], 6 * Sectors.SIZE, Survivors.Tear.SECTORS, random)));
        assertTrue(
                survivors.isNew(survivors.afterPowerCut(new int[0], 6 * Sectors.SIZE, Survivors.Tear.GARBAGE, random)));
    }

    @Test
    void aDurableWriteMakesItsOwnBytesDurableAndNoOthers() throws IOException {
        CrashingStorage disk = disk(2, 1);
        disk.write(0, bytes(8, 2));
        disk.writeDurably(20, bytes(5, 3));
        byte[] found = oldest(disk).toBytes();
        assertEquals(1, found[0]);
        assertEquals(3, found[20]);
        assertEquals(3, found[24]);
        assertEquals(1, found[25]);
        assertEquals(2, newest(disk).toBytes()[0]);
    }

    @Test
    void aTornSectorMixesVersionsByteByByteAndGarbageStaysWithinWhatChanges() throws IOException {
        CrashingStorage disk = disk(2, 1);
        disk.write(600, bytes(40, 2));
        Survivors survivors = new Survivors(disk);
        boolean mixed = false;
        boolean garbage = false;
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            for (Survivors.Tear tear : Survivors.Tear.values()) {
                byte[] found = survivors
                        .afterPowerCut(new int[] {1}, disk.size(), tear, random)
                        .toBytes();
                for (int i = 0; i < found.length; i++) {
                    boolean changes = i >= 600 && i < 640;
                    assertTrue(changes || found[i] == 1, "byte " + i + " cannot change");
                    garbage |= found[i] != 1 && found[i] != 2;
                    assertTrue(tear == Survivors.Tear.GARBAGE || found[i] == 1 || found[i] == 2);
                }
                mixed |= found[600] != found[601];
            }
        }
        assertTrue(mixed && garbage);
    }

    @Test
    void sizeAndContentSurviveIndependentlyAndNewSpaceIsNotZeroAfterAPowerCut() throws IOException {
        CrashingStorage disk = disk(1, 1);
        disk.resize(3 * Sectors.SIZE);
        disk.write(Sectors.SIZE, bytes(Sectors.SIZE, 2));
        assertEquals(0, disk.toBytes()[2 * Sectors.SIZE]);
        Survivors survivors = new Survivors(disk);
        assertEquals(2, survivors.sizes());
        CrashingStorage grown =
                survivors.afterPowerCut(new int[1], 3 * Sectors.SIZE, Survivors.Tear.SECTORS, new SplittableRandom(1));
        assertFalse(Arrays.equals(
                new byte[Sectors.SIZE], Arrays.copyOfRange(grown.toBytes(), 2 * Sectors.SIZE, 3 * Sectors.SIZE)));
        CrashingStorage written =
                survivors.afterPowerCut(new int[] {1}, Sectors.SIZE, Survivors.Tear.SECTORS, new SplittableRandom(1));
        assertEquals(Sectors.SIZE, written.size());
    }

    @Test
    void whatAFailedFlushLostStaysInTheCacheAndNoLaterFlushBringsItBack() throws IOException {
        CrashingStorage disk = disk(4, 1);
        disk.write(0, bytes(4 * Sectors.SIZE, 2));
        FaultyStorage faulty = new FaultyStorage(disk);
        faulty.failOnce(FaultyStorage.Fault.LOST_FLUSH, 1);
        assertThrows(IOException.class, faulty::sync);
        assertEquals(2, disk.toBytes()[Sectors.SIZE]);
        disk.sync();
        byte[] found = oldest(disk).toBytes();
        assertEquals(2, found[0]);
        assertEquals(1, found[Sectors.SIZE]);
        disk.write(0, bytes(4 * Sectors.SIZE, 2));
        disk.sync();
        assertEquals(2, oldest(disk).toBytes()[Sectors.SIZE]);
    }

    @Test
    void aSnapshotIsNotChangedByWhatHappensToTheDisk() throws IOException {
        CrashingStorage disk = disk(2, 1);
        disk.write(0, bytes(10, 2));
        CrashingStorage snapshot = disk.snapshot();
        byte[] before = snapshot.toBytes();
        disk.write(0, bytes(600, 3));
        disk.sync();
        disk.resize(10);
        assertArrayEquals(before, snapshot.toBytes());
        assertEquals(1, oldest(snapshot).toBytes()[0]);
    }

    @Test
    void aFlushThatIsLeftOutLeavesItsDataUnflushed() throws IOException {
        CrashingStorage disk = new CrashingStorage(InitialImage.file(0, new byte[0]));
        disk.leaveOut(FlushKind.OPEN_AT_REST);
        disk.classifier().opening(disk);
        disk.write(8, bytes(1, 1));
        disk.sync();
        assertTrue(disk.hasUnflushed());
        disk.leaveOut(null);
        disk.sync();
        assertFalse(disk.hasUnflushed());
    }
}
