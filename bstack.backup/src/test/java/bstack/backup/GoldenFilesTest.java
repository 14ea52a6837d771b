package bstack.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.backup.internal.files.BackupFile;
import bstack.backup.internal.format.BaseSums;
import bstack.backup.internal.format.ChainId;
import bstack.backup.internal.format.Names;
import bstack.backup.internal.format.SegmentHeader;
import bstack.backup.internal.format.SegmentWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes of a chain's files are those that docs/format.md describes, for ever. */
final class GoldenFilesTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "reference");
    private static final ChainId CHAIN = new ChainId(0x0123456789abcdefL, 0xfedcba9876543210L);
    private static final long TIME = 1_700_000_000_000L;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** State 1 is a base, 2 and 3 are frames, and a merged segment leads from 1 to 3, too. */
    private static SimulatedFolder folder() throws IOException {
        SimulatedFolder folder = new SimulatedFolder();
        byte[] payload = ascii("Hello, world");
        ByteBuffer base = ByteBuffer.allocate(16 + payload.length).order(ByteOrder.LITTLE_ENDIAN);
        base.put(ascii("BSTK"))
                .put(new byte[] {0, 1, 10, 0})
                .putLong(payload.length)
                .put(payload);
        folder.put(Names.base(1), base.array());
        int[] sums = {BaseSums.sum(ByteBuffer.wrap(payload))};
        folder.put(
                Names.sums(1),
                new BaseSums(CHAIN, 1, TIME, payload.length, sums).encode().array());

        SegmentHeader segment = new SegmentHeader(CHAIN, false, 1, 0);
        try (SegmentWriter writer = SegmentWriter.create(folder, segment.fileName(), segment, payload.length)) {
            writer.begin(2, TIME + 10, 20);
            writer.data(7, ByteBuffer.wrap(ascii("there")));
            writer.zero(12, 8);
            writer.end();
            writer.flush();
            writer.begin(3, TIME + 20, 15);
            writer.data(13, ByteBuffer.wrap(ascii("!!")));
            writer.end();
            writer.seal();
        }
        SegmentHeader merged = new SegmentHeader(CHAIN, true, 1, 3);
        try (SegmentWriter writer = SegmentWriter.create(folder, merged.fileName(), merged, payload.length)) {
            writer.begin(3, TIME + 20, 15);
            writer.data(7, ByteBuffer.wrap(ascii("there\0!!")));
            writer.end();
            writer.seal();
        }
        return folder;
    }

    @Test
    void whatIsWrittenIsWhatWasWrittenThen() throws IOException {
        SimulatedFolder folder = folder();
        List<String> names = folder.list();
        assertEquals(4, names.size());
        for (String name : names) {
            if (Boolean.getBoolean("bstack.golden.write")) {
                Files.createDirectories(GOLDEN);
                Files.write(GOLDEN.resolve(name), folder.bytes(name));
            }
            assertArrayEquals(Files.readAllBytes(GOLDEN.resolve(name)), folder.bytes(name), name);
        }
    }

    @Test
    void whatWasWrittenThenIsRestored() throws IOException {
        SimulatedFolder folder = golden();
        BackupFolder backups = BackupFolder.openReadOnly(folder);
        VerifyReport report = backups.verify();
        assertTrue(report.isSound(), report.toString());
        assertEquals(
                new BackupPoint(3, Instant.ofEpochMilli(TIME + 20), 15),
                report.status().last());
        assertArrayEquals(ascii("Hello, world"), restored(backups, 1));
        assertArrayEquals(ascii("Hello, there\0\0\0\0\0\0\0\0"), restored(backups, 2));
        assertArrayEquals(ascii("Hello, there\0!!"), restored(backups, 3));
        folder.remove(Names.segment(1));
        assertArrayEquals(ascii("Hello, there\0!!"), restored(backups, 3));
    }

    private static SimulatedFolder golden() throws IOException {
        SimulatedFolder folder = new SimulatedFolder();
        for (String name : folder().list()) {
            folder.put(name, Files.readAllBytes(GOLDEN.resolve(name)));
        }
        return folder;
    }

    private static byte[] restored(BackupFolder backups, long number) throws IOException {
        return ChainCrashTest.restore(backups, RestorePoint.number(number));
    }

    @Test
    void everyBitOfEveryFileIsCheckedByAVerification() throws IOException {
        for (String name : golden().list()) {
            byte[] bytes = golden().bytes(name);
            for (int bit = 0; bit < 8 * bytes.length; bit++) {
                SimulatedFolder folder = golden();
                byte[] flipped = bytes.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                folder.put(name, flipped);
                VerifyReport report = BackupFolder.openReadOnly(folder).verify();
                if (report.isSound()) {
                    assertTrue(isPadding(folder, name, bit / 8), name + ": bit " + bit + " is checked by nothing");
                }
            }
        }
    }

    /**
     * Zeros that fill a header or a block up have no meaning, and no checksum. The last segment of a chain may have no seal,
     * and its frames are all there without it.
     */
    private static boolean isPadding(SimulatedFolder folder, String name, int at) throws IOException {
        if (!name.endsWith(".frames") || at < 64) {
            return false;
        }
        if (name.startsWith("segment") && at >= folder.bytes(name).length - 80) {
            return true;
        }
        ByteBuffer head = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        try (BackupFile file = folder.open(name, false)) {
            long block = 64;
            while (true) {
                file.read(block, head.clear());
                int length = head.getInt(8);
                long next = (block + 32 + length + 15) / 16 * 16;
                if (at < next) {
                    long into = at - block;
                    return into >= 20 && into < 32 || into >= 32 + length;
                }
                block = next;
            }
        }
    }
}
