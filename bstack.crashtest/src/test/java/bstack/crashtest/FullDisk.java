package bstack.crashtest;

import bstack.core.BStack;
import bstack.core.BStackNoSpaceException;
import bstack.core.BStackOptions;
import bstack.testkit.internal.kill.KillCampaign;
import bstack.testkit.internal.workload.InitialImage;
import bstack.testkit.model.GeneratedBytes;
import bstack.testkit.model.StackModel;
import bstack.testkit.storage.BasicFilterStorage;
import bstack.testkit.storage.CrashingStorage;
import bstack.testkit.storage.Survivors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A simulated disk with little space: a file's size may be set beyond it, as on any file system, but what was not
 * reserved in time cannot be written.
 */
final class FullDisk extends BasicFilterStorage {
    private static final int PAYLOAD = 3_000;
    private static final int ROUNDS = 40;
    private static final int CALLS = 60;
    private static final long LARGER_JOURNAL = 64 * 1024;
    private static final long ROOM_FOR_THE_SMALLEST = 40_000;

    private long capacity;

    FullDisk(CrashingStorage disk, long capacity) {
        super(disk);
        this.capacity = capacity;
    }

    /**
     * Pushes until there is no more room, on disks of many sizes: the call fails as a whole, everything else goes on,
     * and a power cut loses nothing of it.
     *
     * @throws AssertionError if it does not
     * @throws IOException if the stack fails, which a full disk must not make it do
     */
    static void pushUntilItIsFull() throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            byte[] payload = GeneratedBytes.of(i + 1, PAYLOAD);
            CrashingStorage disk = new CrashingStorage(InitialImage.file(PAYLOAD, payload));
            FullDisk full = new FullDisk(disk, 26_000 + 1_237L * i);
            BStack stack = BStack.open(full, KillCampaign.OPTIONS);
            StackModel model = new StackModel(payload);
            boolean hadRoom = pushUntilRefused(stack, model);
            if (!hadRoom) {
                continue; // not even the smallest journal fits: nothing has changed
            }
            stack.set(1, GeneratedBytes.of(99, 300));
            model.set(1, GeneratedBytes.of(99, 300));
            check(disk, model);
            stack.discard(200);
            model.pop(200);
            check(disk, model);
            stack.close();
            check(disk, model);
        }
    }

    /**
     * Overwrites on a disk that has room for the smallest journal only, and then for a larger one: at each full frame
     * area the journal tries to grow. Crashes are explored in every call.
     *
     * @throws AssertionError if one leaves anything else than the payload before or after the call
     * @throws IOException if the stack fails
     */
    static void growWhenThereIsRoom() throws IOException {
        BStackOptions options = KillCampaign.OPTIONS.journalSize(LARGER_JOURNAL);
        byte[] payload = GeneratedBytes.of(1, PAYLOAD);
        CrashingStorage disk = new CrashingStorage(InitialImage.file(PAYLOAD, payload));
        FullDisk full = new FullDisk(disk, ROOM_FOR_THE_SMALLEST);
        ExploredStack stack = new ExploredStack(disk, full, payload, options);
        for (int i = 0; i < CALLS; i++) {
            if (i == CALLS / 2) {
                if (disk.size() > ROOM_FOR_THE_SMALLEST) {
                    throw new AssertionError("the journal takes more than there is: " + disk.size());
                }
                full.capacity = Long.MAX_VALUE;
            }
            stack.set(31 * i, GeneratedBytes.of(i, 1_000));
        }
        if (disk.size() < LARGER_JOURNAL) {
            throw new AssertionError("the journal has not grown: " + disk.size());
        }
        stack.close();
    }

    private static boolean pushUntilRefused(BStack stack, StackModel model) throws IOException {
        for (int n = 0; ; n++) {
            byte[] more = GeneratedBytes.of(n, 700);
            try {
                stack.push(more);
            } catch (BStackNoSpaceException refused) {
                if (!Arrays.equals(model.payload(), stack.peek(0))) {
                    throw new AssertionError("a push that was refused has changed something", refused);
                }
                return n > 0;
            }
            model.push(more);
        }
    }

    /** Power cuts leave what was acknowledged. */
    private static void check(CrashingStorage disk, StackModel model) throws IOException {
        Survivors survivors = new Survivors(disk.snapshot());
        for (int i = 0; i < 4; i++) {
            SplittableRandom random = new SplittableRandom(i);
            CrashingStorage after = survivors.afterPowerCut(
                    survivors.randomChoice(random),
                    survivors.size(random.nextInt(survivors.sizes())),
                    Survivors.Tear.SECTORS,
                    random);
            try (BStack again = BStack.open(after, KillCampaign.OPTIONS)) {
                if (!Arrays.equals(model.payload(), again.peek(0))) {
                    throw new AssertionError("on a full disk a power cut has lost what was acknowledged");
                }
            }
        }
    }

    @Override
    public String name() {
        return "full disk";
    }

    @Override
    public void write(long position, ByteBuffer src) throws IOException {
        check(position + src.remaining());
        medium.write(position, src);
    }

    @Override
    public void writeDurably(long position, ByteBuffer src) throws IOException {
        check(position + src.remaining());
        medium.writeDurably(position, src);
    }

    @Override
    public void reserve(long end) throws IOException {
        check(end);
        medium.reserve(end);
    }

    private void check(long end) throws IOException {
        if (end > capacity) {
            throw new IOException("No space left on device: %d of %d".formatted(end, capacity));
        }
    }
}
