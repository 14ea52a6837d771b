package bstack.testkit.internal.crash;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.testkit.internal.workload.CrashState;
import bstack.testkit.model.GeneratedBytes;
import bstack.testkit.storage.CrashingStorage;
import bstack.testkit.storage.RecordingStorage;
import bstack.testkit.storage.Sectors;
import bstack.testkit.storage.StorageCall;
import bstack.testkit.storage.Survivors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The search through the states that a crash can leave: makes each of them, opens the stack on it, and holds what it
 * finds against what is allowed; then again for crashes in the recovery.
 *
 * <p>Depth first and without memory, so that the volume is limited by time only. Not thread-safe.
 */
public final class CrashExplorer {
    private static final int HEADER = 16;
    private static final int VERSION_BYTE = 5;
    private static final int LENGTH = 8;
    private static final byte[] AT_REST = {'B', 'S', 'T', 'K', 0, 1};
    private static final int CONTINUE_PERCENT = 10;
    private static final int TWICE_PERCENT = 8;
    private static final int DETAIL_PERCENT = 4;
    private static final int READ_ONLY_PERCENT = 5;
    private static final int CONTINUED_BYTES = 3;
    /** A step's index that no crash point has. */
    private static final int REST = 999;

    private static final int QUESTION_CONTINUE = 1001;
    private static final int QUESTION_TWICE = 1002;
    private static final int QUESTION_DETAIL = 1003;
    private static final int QUESTION_OTHER = 1004;
    private static final int QUESTION_EXHAUST = 1005;
    private static final int QUESTION_READ_ONLY = 1006;

    /** A workload's own check of a recovered stack, beyond its payload. */
    @FunctionalInterface
    public interface DetailCheck {
        /** Throws AssertionError if the stack, whose payload is the state's, is not what the state's detail says. */
        void check(BStack recovered, CrashState state) throws IOException;
    }

    private final BStackOptions options;
    private final CrashLimits limits;
    private final DetailCheck detail;
    private final CrashPath only;
    /** What a stack shows is read to here. */
    private byte[] found = new byte[1 << 12];

    private long states;
    private long nested;

    public CrashExplorer(BStackOptions options, CrashLimits limits, DetailCheck detail, CrashPath only) {
        this.options = options;
        this.limits = limits;
        this.detail = detail;
        this.only = only;
    }

    long states() {
        return states;
    }

    long nested() {
        return nested;
    }

    /** Explores the points of one stretch of work, all with the same allowed states. */
    public void explore(List<CrashPoint> points, CrashState[] allowed, Trail trail, int firstIndex, int level) {
        for (int i = 0; i < points.size(); i++) {
            Trail at = trail.step(points.get(i).kind().name().toLowerCase(Locale.ROOT), firstIndex + i);
            if (only.leadsTo(at)) {
                explore(points.get(i), allowed, at, level);
            }
        }
    }

    public void explore(CrashPoint point, CrashState[] allowed, Trail trail, int level) {
        boolean others = trail.percent(QUESTION_OTHER) < limits.otherPercent(level);
        int index = 0;
        if (others) {
            CrashingStorage killed = point.disk().snapshot();
            recover(killed, allowed, trail.step("process killed", index), level + 1);
        }
        index++;
        Survivors survivors = new Survivors(point.disk());
        if (survivors.units() == 0 && survivors.sizes() == 1 && !point.disk().showsMoreThanIsDurable()) {
            return; // a power cut leaves what the kill has left
        }
        index = powerCuts(point, survivors, allowed, trail, level, index);
        if (others && point.kind() == CrashPoint.Kind.FLUSH) {
            failures(point, survivors, allowed, trail, level, index);
        }
    }

    private int powerCuts(
            CrashPoint point, Survivors survivors, CrashState[] allowed, Trail trail, int level, int firstIndex) {
        int index = firstIndex;
        int most = limits.exhaustive(trail.percent(QUESTION_EXHAUST));
        boolean exhaust = level == 0 && point.kind() != CrashPoint.Kind.WRITE && survivors.combinations(most) <= most;
        if (exhaust) {
            int[] choice = new int[survivors.units()];
            do {
                for (int s = 0; s < survivors.sizes(); s++) {
                    Trail at = trail.step("state", index++);
                    if (only.leadsTo(at)) {
                        visit(
                                survivors,
                                survivors.afterPowerCut(
                                        choice,
                                        survivors.size(s),
                                        Survivors.Tear.SECTORS,
                                        new SplittableRandom(at.seed())),
                                allowed,
                                at,
                                level + 1);
                    }
                }
            } while (next(choice, survivors));
        }
        int samples = point.kind() == CrashPoint.Kind.WRITE
                ? limits.samplesAtWrite(level)
                : limits.samplesAtFlush(level, exhaust);
        for (int i = 0; i < samples; i++) {
            Trail at = trail.step("sample", index++);
            if (only.leadsTo(at)) {
                SplittableRandom random = new SplittableRandom(at.seed());
                Survivors.Tear tear = Survivors.Tear.any(random);
                long size = survivors.size(random.nextInt(survivors.sizes()));
                int[] choice = survivors.randomChoice(random);
                visit(survivors, survivors.afterPowerCut(choice, size, tear, random), allowed, at, level + 1);
            }
        }
        return index;
    }

    /** A state that comes up twice is visited, and counted, once. */
    private void visit(Survivors survivors, CrashingStorage disk, CrashState[] allowed, Trail trail, int level) {
        if (survivors.isNew(disk)) {
            recover(disk, allowed, trail, level);
        }
    }

    private void failures(
            CrashPoint point, Survivors survivors, CrashState[] allowed, Trail trail, int level, int firstIndex) {
        for (int i = 0; i < limits.failures(level); i++) {
            Trail at = trail.step("failing flush", firstIndex + i);
            if (only.leadsTo(at)) {
                SplittableRandom random = new SplittableRandom(at.seed());
                int[] choice = i == 0 ? new int[survivors.units()] : survivors.randomChoice(random);
                long size = survivors.size(random.nextInt(survivors.sizes()));
                recover(survivors.failedFlush(choice, size, point.from(), point.to()), allowed, at, level + 1);
            }
        }
    }

    private static boolean next(int[] choice, Survivors survivors) {
        for (int i = 0; i < choice.length; i++) {
            if (++choice[i] < survivors.choices(i)) {
                return true;
            }
            choice[i] = 0;
        }
        return false;
    }

    // ---------------------------------------------------------------- one state

    private void recover(CrashingStorage disk, CrashState[] allowed, Trail trail, int level) {
        if (!only.leadsTo(trail)) {
            return;
        }
        states++;
        nested += level > 1 ? 1 : 0;
        try {
            checkOlderReader(disk, allowed);
            byte @Nullable [] shown =
                    trail.percent(QUESTION_READ_ONLY) < READ_ONLY_PERCENT ? readOnly(disk.snapshot()) : null;
            CrashPoint.Recorder recorder =
                    new CrashPoint.Recorder(trail, limits.flushPercent(level), limits.writePercent(level));
            if (limits.flushPercent(level) > 0) {
                disk.watch(recorder);
            }
            disk.classifier().opening(disk);
            try (BStack stack = BStack.open(disk, options)) {
                CrashState found = match(stack, allowed);
                checkDurable(disk, found.payload());
                if (shown != null && !Arrays.equals(shown, found.payload())) {
                    throw new AssertionError("opened for reading only it shows another payload");
                }
                List<CrashPoint> recovery = recorder.take();
                if (disk.showsMoreThanIsDurable()) {
                    powerCutAtRest(disk, found, trail, level);
                }
                Nesting nesting = new Nesting(trail, level, recovery.size());
                if (trail.percent(QUESTION_CONTINUE) < CONTINUE_PERCENT) {
                    disk.classifier().running();
                    goOn(disk, stack, found, recorder, nesting);
                } else {
                    settle(disk, stack, found, recorder, nesting);
                }
                disk.watch(null);
                explore(recovery, allowed, trail, 0, level);
                if (trail.percent(QUESTION_DETAIL) < DETAIL_PERCENT) {
                    detail.check(stack, found);
                }
            }
        } catch (CrashViolation e) {
            throw e;
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new CrashViolation(describe(e, allowed), trail, e);
        }
    }

    /** {@return the payload as it is found without a change of the medium, but that what is shown becomes durable} */
    private static byte[] readOnly(CrashingStorage disk) throws IOException {
        RecordingStorage medium = new RecordingStorage(disk);
        byte[] payload;
        try (BStack stack = BStack.openReadOnly(medium)) {
            payload = stack.peek(0);
        }
        if (medium.calls().stream().anyMatch(call -> call.kind().changes() && call.kind() != StorageCall.SYNC)) {
            throw new AssertionError("opened for reading only, and the medium was written");
        }
        return payload;
    }

    /** An earlier flush has failed, and the header on the medium is older than the one shown. */
    private void powerCutAtRest(CrashingStorage disk, CrashState found, Trail trail, int level) {
        Trail at = trail.step("power cut at rest", REST);
        if (only.leadsTo(at)) {
            CrashingStorage after = new Survivors(disk)
                    .afterPowerCut(new int[0], disk.size(), Survivors.Tear.SECTORS, new SplittableRandom(at.seed()));
            recover(after, new CrashState[] {found}, at, level + 1);
        }
    }

    private record Nesting(Trail trail, int level, int firstIndex) {}

    /** What the opening has put off is done, and no crash in it shows anything else. */
    private void settle(
            CrashingStorage disk, BStack stack, CrashState found, CrashPoint.Recorder recorder, Nesting nesting)
            throws IOException {
        stack.checkpoint();
        disk.classifier().running();
        disk.watch(null);
        checkAtRest(disk, found.payload());
        explore(recorder.take(), new CrashState[] {found}, nesting.trail, nesting.firstIndex, nesting.level);
    }

    /** The next operation works, and is as safe as any; then recovering again changes nothing. */
    private void goOn(
            CrashingStorage disk, BStack stack, CrashState found, CrashPoint.Recorder recorder, Nesting nesting)
            throws IOException {
        byte[] more = GeneratedBytes.of(nesting.trail.seed(), CONTINUED_BYTES);
        byte[] payload = Arrays.copyOf(found.payload(), found.payload().length + more.length);
        System.arraycopy(more, 0, payload, found.payload().length, more.length);
        CrashState after = new CrashState(payload, null);
        stack.push(more);
        int index = nesting.firstIndex;
        List<CrashPoint> points = recorder.take();
        disk.watch(null);
        explore(points, new CrashState[] {found, after}, nesting.trail, index, nesting.level);
        index += points.size();
        disk.watch(recorder);
        disk.classifier().closing();
        stack.discard(more.length);
        stack.checkpoint();
        disk.watch(null);
        points = recorder.take();
        explore(points, new CrashState[] {after, found}, nesting.trail, index, nesting.level);
        checkAtRest(disk, found.payload());
        if (nesting.trail.percent(QUESTION_TWICE) < TWICE_PERCENT) {
            CrashingStorage again = disk.snapshot();
            try (BStack second = BStack.open(again, options)) {
                match(second, found);
                checkDurable(again, found.payload());
            }
        }
    }

    /** {@return the allowed state that the stack shows} */
    private CrashState match(BStack stack, CrashState... allowed) throws IOException {
        int length = Math.toIntExact(stack.length());
        if (length > found.length) {
            found = new byte[Math.max(length, 2 * found.length)];
        }
        stack.getInto(0, ByteBuffer.wrap(found, 0, length));
        for (CrashState state : allowed) {
            if (Arrays.equals(state.payload(), 0, state.payload().length, found, 0, length)) {
                return state;
            }
        }
        throw new AssertionError(difference(found, length, allowed[allowed.length - 1]));
    }

    private static String difference(byte[] found, int length, CrashState newest) {
        byte[] payload = newest.payload();
        int common = Math.min(length, payload.length);
        int at = Arrays.mismatch(found, 0, common, payload, 0, common);
        return "the payload has %d bytes and differs from the newest allowed one at %d"
                .formatted(length, at < 0 ? common : at);
    }

    /**
     * The file is 16 + length bytes, its header says so, and no crash could change that any more.
     *
     * <p>The header alone may be less on the medium than in the cache, when an earlier flush has failed: the caller
     * then checks that a power cut leaves the same state.
     */
    public static void checkAtRest(CrashingStorage disk, byte[] payload) {
        checkDurable(disk, payload);
        if (disk.size() != HEADER + payload.length) {
            throw new AssertionError(
                    "not at rest: the file has %d bytes, the payload %d".formatted(disk.size(), payload.length));
        }
        if (headerLength(disk.shownSector(0)) != payload.length) {
            throw new AssertionError("not at rest: the header says %d bytes, the payload has %d"
                    .formatted(headerLength(disk.shownSector(0)), payload.length));
        }
    }

    /** The header and the size say that this is the payload, and no crash could change that any more. */
    private static void checkDurable(CrashingStorage disk, byte[] payload) {
        if (disk.hasUnflushed()) {
            throw new AssertionError("not at rest: something is unflushed");
        }
        for (int i = 0; i < AT_REST.length; i++) {
            if (disk.shownSector(0)[i] != AT_REST[i]) {
                throw new AssertionError("not at rest: header byte %d is %d".formatted(i, disk.shownSector(0)[i]));
            }
        }
        long present = disk.size() - HEADER;
        long promised = headerLength(disk.shownSector(0)); // unsigned
        if (payload.length != (promised < 0 ? present : Math.min(promised, present))) {
            throw new AssertionError("not at rest: the header says %d bytes, the file holds %d, the payload has %d"
                    .formatted(promised, present, payload.length));
        }
        for (int done = 0; done < payload.length; ) {
            int sector = (HEADER + done) / Sectors.SIZE;
            int at = (HEADER + done) % Sectors.SIZE;
            int n = Math.min(Sectors.SIZE - at, payload.length - done);
            if (Arrays.mismatch(disk.durableSector(sector), at, at + n, payload, done, done + n) >= 0) {
                throw new AssertionError("what is shown is not durable, near payload offset " + done);
            }
            done += n;
        }
    }

    /** An older implementation refuses the file, or finds an allowed state. */
    private static void checkOlderReader(CrashingStorage disk, CrashState[] allowed) {
        long size = disk.size();
        if (size < HEADER || !Arrays.equals(disk.shownSector(0), 0, VERSION_BYTE + 1, AT_REST, 0, VERSION_BYTE + 1)) {
            return;
        }
        long promised = headerLength(disk.shownSector(0)); // unsigned
        long length = promised < 0 ? size - HEADER : Math.min(promised, size - HEADER);
        for (CrashState state : allowed) {
            if (state.payload().length == length && disk.shows(HEADER, state.payload())) {
                return;
            }
        }
        byte[] payload = new byte[(int) length];
        disk.read(HEADER, ByteBuffer.wrap(payload));
        throw new AssertionError("an older implementation would open a wrong state: "
                + difference(payload, payload.length, allowed[allowed.length - 1]));
    }

    private static long headerLength(byte[] header) {
        long length = 0;
        for (int at = HEADER - 1; at >= LENGTH; at--) {
            length = length << 8 | header[at] & 0xff;
        }
        return length;
    }

    private static String describe(Throwable e, CrashState[] allowed) {
        StringBuilder lengths = new StringBuilder();
        for (CrashState state : allowed) {
            lengths.append(lengths.isEmpty() ? "" : ", ").append(state.payload().length);
        }
        String what = e instanceof AssertionError ? e.getMessage() : "does not open or work: " + e;
        return what + " (allowed lengths: " + lengths + ")";
    }
}
