package bstack.crashtest;

import bstack.core.BStack;
import bstack.testkit.internal.kill.KillCampaign;
import bstack.testkit.internal.workload.InitialImage;
import bstack.testkit.model.GeneratedBytes;
import bstack.testkit.model.StackModel;
import bstack.testkit.storage.CrashingStorage;
import bstack.testkit.storage.DiskWatcher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What docs/format.md says of a journal that is found in a file, looked at rule by rule; nothing here is random. */
final class JournalRules {
    private static final int PAYLOAD = 1_500;
    /** Even, so that the last one is a push: without its frame it leaves nothing but garbage behind the length. */
    private static final int COMMITS = 6;

    private static final int PUSHES = 6;
    /** The header of a frame, and those of at most four ranges, and a little. */
    private static final int FRAME_OVERHEAD = 200;

    private static final int LARGEST_PIECE = 2_000;
    /** So many frames of one sector fill the frame area. */
    private static final int AREA_FRAMES = 32;

    private static final int MOST_COMMITS = 1_000;
    private static final int STATE = 5;
    private static final int SALT = 16;
    private static final int GENERATION = 24;
    private static final int SEQUENCE = 32;
    private static final int LENGTH = 40;
    private static final int FRAME_RANGES = 48;
    private static final int FIRST_RANGE = 64;
    private static final int RANGE_SIZE = 32;
    private static final int FILL = 2;
    private static final int FRAMES_AT = 48;
    private static final int FRAMES_SIZE = 56;
    private static final int FILE_SIZE = 64;
    private static final int SECTOR = JournalImage.SECTOR;

    private JournalRules() {}

    /** A journal of some frames, and the payload before and after each. */
    private record Written(CrashingStorage disk, List<byte[]> payloads) {
        JournalImage image() {
            return new JournalImage(disk.toBytes());
        }

        byte[] before(int commits) {
            return payloads.get(payloads.size() - 1 - commits);
        }
    }

    /** @param checkpoint whether the frames belong to a second generation, after a large overwrite */
    private static Written written(boolean checkpoint) throws IOException {
        byte[] initial = GeneratedBytes.of(5, checkpoint ? 3 * PAYLOAD : PAYLOAD);
        CrashingStorage disk = new CrashingStorage(InitialImage.file(initial.length, initial));
        StackModel model = new StackModel(initial);
        List<byte[]> payloads = new ArrayList<>(List.of(initial));
        BStack stack = BStack.open(disk, KillCampaign.OPTIONS);
        if (checkpoint) {
            change(stack, model, 0); // fewer frames than the next generation has, which lie over them
            byte[] large = GeneratedBytes.of(77, 2 * PAYLOAD);
            stack.set(10, large);
            model.set(10, large);
            payloads.add(model.payload());
        }
        for (int i = 0; i < COMMITS; i++) {
            change(stack, model, 100 + i);
            payloads.add(model.payload());
        }
        return new Written(disk, payloads); // left open: the journal stays attached
    }

    /** A journal whose frames go on at the area's start, and are of two generations. */
    private static Written writtenAround() throws IOException {
        byte[] initial = GeneratedBytes.of(5, PAYLOAD);
        CrashingStorage disk = new CrashingStorage(InitialImage.file(initial.length, initial));
        StackModel model = new StackModel(initial);
        List<byte[]> payloads = new ArrayList<>(List.of(initial));
        BStack stack = BStack.open(disk, KillCampaign.OPTIONS);
        for (int i = 0; i < MOST_COMMITS; i++) {
            byte[] some = GeneratedBytes.of(i, i % 5 == 0 ? 700 : 200);
            stack.set(7L * i % 800, some);
            model.set(7 * i % 800, some);
            payloads.add(model.payload());
            JournalImage image = new JournalImage(disk.toBytes());
            int first = image.frames.getFirst();
            int last = image.lastFrame();
            if (last < first && image.file.getLong(first + GENERATION) < image.file.getLong(last + GENERATION)) {
                return new Written(disk, payloads);
            }
        }
        throw new AssertionError("no such journal in " + MOST_COMMITS + " commits");
    }

    private static void change(BStack stack, StackModel model, int n) throws IOException {
        byte[] some = GeneratedBytes.of(n, 200);
        if (n % 2 == 0) {
            stack.set(7L * n % 900, some);
            model.set(7 * n % 900, some);
        } else {
            stack.push(some);
            model.push(some);
        }
    }

    /** Damage within the log is reported and never passed over; at its end a frame may be torn, but not one applied. */
    static void damageIsReported() throws IOException {
        Written first = written(false);
        Written second = written(true);
        JournalImage image = first.image();
        image.copy().opensWith(first.before(0), "undamaged");
        second.image().opensWith(second.before(0), "undamaged, second generation");
        image.copy().flipBit(STATE, 7).isRefused("byte 5 says that the file is at rest");
        image.copy()
                .flipBit(STATE, 7)
                .flipBit(image.base, 1)
                .isRefused("byte 5 says that the file is at rest, and there is no base record");
        for (long length : new long[] {image.file.capacity() - 15, image.file.capacity(), 1L << 40, -1}) {
            image.copy()
                    .flipBit(STATE, 7)
                    .length(length)
                    .isRefused("byte 5 says that the file is at rest, with a length of " + length);
        }
        damageInTheLogIsReported(image);
        Written around = writtenAround();
        around.image().opensWith(around.before(0), "undamaged, used in a circle");
        damageInTheLogIsReported(around.image());
        for (int byteAt = 0; byteAt < 300; byteAt += 7) {
            image.copy()
                    .flipBit(image.lastFrame() + byteAt, byteAt % 8)
                    .isRefused("last frame, which has been applied, byte " + byteAt);
            image.copy()
                    .flipBit(image.lastFrame() + byteAt, byteAt % 8)
                    .unmarked()
                    .opensWith(first.before(1), "last frame, not applied yet, byte " + byteAt);
        }
        for (int at = 0; at < JournalImage.SECTOR; at++) {
            image.copy().flipBit(image.base + at, at % 8).isRefused("the only base record, byte " + at);
            for (Written newest : List.of(second, around)) {
                JournalImage newer = newest.image().unmarked();
                newer.flipBit(newer.base + at, at % 8).isRefused("the newer base record, byte " + at);
            }
        }
    }

    private static void damageInTheLogIsReported(JournalImage image) throws IOException {
        for (int i = 0; i < image.frames.size() - 1; i++) {
            int at = image.frames.get(i);
            for (int byteAt : new int[] {0, 8, SALT, GENERATION, SEQUENCE, LENGTH, 48, 52, FIRST_RANGE, 100, 300}) {
                String what = "frame %d, byte %d".formatted(i, byteAt);
                image.copy().flipBit(at + byteAt, i % 8).isRefused(what);
                image.copy().flipBit(at + byteAt, i % 8).unmarked().isRefused(what + ", no applied mark");
            }
        }
    }

    /** A frame or a base record counts only if each of its fields is as it must be, checksum or not. */
    static void everyFieldIsChecked() throws IOException {
        Written written = written(true);
        byte[] before = written.before(1);
        forged(written, SALT, 1).opensWith(before, "a frame of another salt");
        forged(written, GENERATION, -1).isRefused("a frame of an older generation");
        forged(written, GENERATION, 1).isRefused("a frame of a newer generation");
        forged(written, SEQUENCE, -1).opensWith(before, "a frame with an earlier number");
        forged(written, SEQUENCE, 1).isRefused("a frame with a later number");
        grown(written, 1 << 20).isRefused("a frame whose payload reaches into the journal");
        forged(written, LENGTH, 1).isRefused("a frame that does not write what it adds");
        forged(written, FIRST_RANGE + 8, 1 << 20).opensWith(before, "a range behind the new length");
        forged(written, FIRST_RANGE, 8).opensWith(before, "a range of an unknown kind");
        overlapping(written).opensWith(before, "ranges that overlap");
        for (long source : new long[] {0, written.before(0).length - 1, 1 << 20}) {
            JournalImage image = written.image().unmarked();
            int frame = image.lastFrame();
            image.file.putInt(frame + FIRST_RANGE, 4).putLong(frame + FIRST_RANGE + 24, source);
            image.sealFrame(frame).opensWith(before, "a COPY from " + source);
        }
        int[][] fields = {
            {0, 1},
            {8, 1},
            {LENGTH - 8, 1 << 20},
            {FRAMES_AT, SECTOR},
            {FRAMES_AT, -JournalImage.SLOT},
            {FRAMES_SIZE, SECTOR},
            {FILE_SIZE, JournalImage.SLOT},
            {JournalImage.FIRST_FRAME, 1},
            {JournalImage.FIRST_FRAME, -SECTOR},
            {JournalImage.FIRST_FRAME, 1 << 20}
        };
        for (int[] field : fields) {
            JournalImage image = written(false).image();
            image.add(image.base + field[0], field[1])
                    .sealBase()
                    .isRefused("a base record whose field at %d is larger by %d".formatted(field[0], field[1]));
        }
        JournalImage shifted = written(false).image();
        shifted.add(shifted.base + FRAMES_AT, SECTOR)
                .add(shifted.base + FRAMES_SIZE, -SECTOR)
                .sealBase()
                .isRefused("a frame area that is not aligned");
        JournalImage larger = written(false).image();
        larger.add(larger.base + FRAMES_SIZE, SECTOR)
                .add(larger.base + FILE_SIZE, SECTOR)
                .sealBase()
                .isRefused("a base record of a larger file");
    }

    /** The last frame's one range made to two, which share a byte. */
    private static JournalImage overlapping(Written written) {
        JournalImage image = written.image().unmarked();
        int frame = image.lastFrame();
        int second = frame + FIRST_RANGE + RANGE_SIZE;
        long target = image.file.getLong(frame + FIRST_RANGE + 8);
        image.file
                .putInt(frame + FRAME_RANGES, 2)
                .putInt(frame + FIRST_RANGE, FILL)
                .putLong(frame + FIRST_RANGE + 16, 100);
        image.file
                .putInt(second, FILL)
                .putInt(second + 4, 0)
                .putLong(second + 8, target + 99)
                .putLong(second + 16, 1);
        return image.sealFrame(frame);
    }

    /** The last frame made to fill so many bytes more with zeros. */
    private static JournalImage grown(Written written, int more) {
        JournalImage image = written.image().unmarked();
        int frame = image.lastFrame();
        long length = image.file.getLong(frame + LENGTH) + more;
        long target = image.file.getLong(frame + FIRST_RANGE + 8);
        image.file.putLong(frame + LENGTH, length);
        image.file.putInt(frame + FIRST_RANGE, FILL).putLong(frame + FIRST_RANGE + 16, length - target);
        return image.sealFrame(frame);
    }

    private static JournalImage forged(Written written, int field, long more) {
        JournalImage image = written.image().unmarked();
        int frame = image.lastFrame();
        return image.add(frame + field, more).sealFrame(frame);
    }

    /** A header that promises too much is mended such that no crash on the way shows less than there is, or more. */
    static void aLengthIsMendedFromAbove() throws IOException {
        for (int present : new int[] {1, 255, 256, 300, 511, 512, 767, 1_023}) {
            for (long more : new long[] {1, 2, 257, 300, 1 << 16, (1 << 24) + 255, 1L << 40, -2 - present}) {
                byte[] payload = GeneratedBytes.of(present, present);
                CrashingStorage disk = new CrashingStorage(InitialImage.file(present + more, payload));
                new ExploredStack(disk, disk, payload, KillCampaign.OPTIONS).close();
            }
        }
    }

    /**
     * A file at rest whose length does not fit is not written to before it has been accepted: not by an open, and not by
     * the close of a stack whose content was refused.
     */
    static void aFileAtRestStaysAsItIsUntilItIsAccepted() throws IOException {
        byte[] content = GeneratedBytes.of(7, PAYLOAD);
        for (long promised : new long[] {0, 1, PAYLOAD - 1, PAYLOAD + 1, 2 * PAYLOAD, -1}) {
            byte[] file = InitialImage.file(promised, content);
            byte[] payload = Arrays.copyOf(content, promised >= 0 && promised < PAYLOAD ? (int) promised : PAYLOAD);
            CrashingStorage disk = new CrashingStorage(file);
            for (boolean accepted : new boolean[] {false, true}) {
                try (BStack stack = BStack.open(disk, KillCampaign.OPTIONS)) {
                    same(payload, stack.peek(0), "the payload");
                    same(file, disk.toBytes(), "the file that is open");
                    if (!accepted) {
                        stack.leaveAsFound();
                    }
                }
                byte[] expected = accepted ? InitialImage.file(payload.length, payload) : file;
                same(expected, disk.toBytes(), "the file that was " + (accepted ? "accepted" : "refused"));
            }
            CrashingStorage changed = new CrashingStorage(file);
            BStack stack = BStack.open(changed, KillCampaign.OPTIONS);
            stack.leaveAsFound();
            stack.push(content);
            stack.close();
            byte[] longer = Arrays.copyOf(payload, payload.length + content.length);
            System.arraycopy(content, 0, longer, payload.length, content.length);
            same(InitialImage.file(longer.length, longer), changed.toBytes(), "the file that was changed");
        }
    }

    private static void same(byte[] expected, byte[] found, String what) {
        int at = Arrays.mismatch(expected, found);
        if (at >= 0) {
            throw new AssertionError("%s of %d bytes differs at %d from the one expected, of %d"
                    .formatted(what, found.length, at, expected.length));
        }
    }

    /**
     * Data written outside frames, where frames of this generation had ranges before the payload was cut, survive a
     * replay of these frames.
     */
    static void dataOutsideFramesSurviveAReplay() throws IOException {
        for (boolean appended : new boolean[] {false, true}) {
            byte[] payload = GeneratedBytes.of(3, 2 * PAYLOAD);
            CrashingStorage disk = new CrashingStorage(InitialImage.file(payload.length, payload));
            ExploredStack stack = new ExploredStack(disk, disk, payload, KillCampaign.OPTIONS);
            for (int i = 0; i < PUSHES; i++) {
                stack.push(GeneratedBytes.of(i, PAYLOAD)); // up to near the frame area, which begins at 12,288
            }
            stack.discard(PUSHES * PAYLOAD);
            byte[] large = GeneratedBytes.of(9, 2 * PAYLOAD - 10);
            if (appended) {
                stack.push(large);
            } else {
                stack.set(5, large);
            }
            stack.close();
        }
    }

    /** The same where a checkpoint's flush is running, or has ended, since the frames had their ranges. */
    static void dataOutsideFramesSurviveAReplayBesideACheckpoint() throws IOException {
        for (int since = 0; since < AREA_FRAMES; since++) {
            byte[] payload = GeneratedBytes.of(3, 2 * PAYLOAD);
            CrashingStorage disk = new CrashingStorage(InitialImage.file(payload.length, payload));
            ExploredStack stack = new ExploredStack(disk, disk, payload, KillCampaign.OPTIONS);
            for (int i = 0; i < AREA_FRAMES + since; i++) {
                stack.set(2 * PAYLOAD - 100, GeneratedBytes.of(i, 100)); // checkpoints, the second of them slow
            }
            stack.discard(PAYLOAD);
            stack.push(GeneratedBytes.of(9, 2 * PAYLOAD));
            stack.close();
        }
    }

    /**
     * Frames of many sizes, such that in the end those which were written beside a checkpoint's flush lie in the middle of
     * the frame area, and the next one fits on neither side of them.
     */
    static void aFrameThatFitsNowhereWaitsForACheckpoint() throws IOException {
        byte[] payload = GeneratedBytes.of(3, 10_000);
        CrashingStorage disk = new CrashingStorage(InitialImage.file(payload.length, payload));
        ExploredStack stack = new ExploredStack(disk, disk, payload, KillCampaign.OPTIONS);
        int[] sectors = {12, 5, 14, 3, 8, 6, 16, 1};
        for (int i = 0; i < sectors.length; i++) {
            stack.set(pieces(i, sectors[i] * SECTOR));
        }
        stack.close();
    }

    /** {@return data that one commit's frame of a size holds, none of them large} */
    private static List<byte[]> pieces(int seed, int frameSize) {
        int bytes = frameSize - FRAME_OVERHEAD;
        int n = (bytes + LARGEST_PIECE - 1) / LARGEST_PIECE;
        List<byte[]> pieces = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            pieces.add(GeneratedBytes.of(10 * seed + i, bytes / n));
        }
        return pieces;
    }

    /** After the first flush of a recovery the medium holds byte 5, the base and the last frame as the cache does. */
    static void recoveryRewritesWhatItReliesOn() throws IOException {
        Written written = written(true);
        JournalImage image = written.image();
        int[] lost = {0, image.base, image.lastFrame()};
        CrashingStorage disk = written.disk.snapshot();
        disk.settleAll();
        for (int at : lost) {
            disk.flipDurably(at == 0 ? 5 : at / SECTOR * SECTOR + 100);
        }
        int[] flushes = new int[1];
        disk.watch(new DiskWatcher() {
            @Override
            public void wrote(CrashingStorage watched) {
                // Only flushes count.
            }

            @Override
            public void flushing(CrashingStorage watched, long from, long to) {
                if (flushes[0]++ != 1) {
                    return;
                }
                for (int at : lost) {
                    int sector = at / SECTOR;
                    boolean same = at == 0
                            ? watched.durableSector(0)[5] == watched.shownSector(0)[5]
                            : Arrays.equals(watched.durableSector(sector), watched.shownSector(sector));
                    if (!same) {
                        throw new AssertionError("recovery relies on what the medium has lost at " + at);
                    }
                }
            }
        });
        try (BStack stack = BStack.open(disk, KillCampaign.OPTIONS)) {
            if (!Arrays.equals(written.before(0), stack.peek(0)) || flushes[0] < 4) {
                throw new AssertionError("recovered another payload, after " + flushes[0] + " flushes");
            }
        }
    }
}
