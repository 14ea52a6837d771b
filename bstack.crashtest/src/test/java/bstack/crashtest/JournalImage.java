package bstack.crashtest;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.testkit.internal.kill.KillCampaign;
import bstack.testkit.storage.CrashingStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A file with an attached journal, and the means to change one field of it, with or without a checksum that fits.
 *
 * <p>It knows the layout by itself, from docs/format.md, and not from the classes that are tested.
 */
final class JournalImage {
    static final int SECTOR = 512;
    static final int SLOT = 4096;
    static final int MARK = 8;
    static final int FRAME_CRC = 52;
    static final int BASE_CRC = 508;
    static final int FIRST_SEQUENCE = 40;
    static final int FIRST_FRAME = 72;
    private static final int SEQUENCE = 32;
    private static final long FRAME_MAGIC = 0x4D415246_4B545342L;

    final ByteBuffer file;
    /** Positions of the frames that count, in their order. */
    final List<Integer> frames = new ArrayList<>();
    /** Position of the newest base record. */
    final int base;

    final int frameStart;

    JournalImage(byte[] bytes) {
        file = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
        int slots = bytes.length - 2 * SLOT;
        base = file.getLong(slots + 24) > file.getLong(slots + SLOT + 24) ? slots : slots + SLOT;
        frameStart = (int) file.getLong(base + 48);
        int first = frameStart + (int) file.getLong(base + FIRST_FRAME);
        find(first, slots);
        find(frameStart, first);
    }

    /** Finds frames whose numbers go on where those found so far end. */
    private void find(int from, int end) {
        int at = from;
        while (at < end
                && file.getLong(at) == FRAME_MAGIC
                && file.getLong(at + SEQUENCE) == file.getLong(base + FIRST_SEQUENCE) + frames.size()) {
            frames.add(at);
            at += (int) file.getLong(at + 8);
        }
    }

    /** {@return a copy to be changed} */
    JournalImage copy() {
        return new JournalImage(file.array());
    }

    int lastFrame() {
        return frames.getLast();
    }

    /** Takes away the applied mark, as if the last frame had not been applied yet. */
    JournalImage unmarked() {
        file.putLong(MARK, 0);
        return this;
    }

    /** Puts a length where the applied mark is. */
    JournalImage length(long length) {
        file.putLong(MARK, length);
        return this;
    }

    /** Adds to a field of eight bytes. */
    JournalImage add(int at, long n) {
        file.putLong(at, file.getLong(at) + n);
        return this;
    }

    JournalImage flipBit(int at, int bit) {
        file.put(at, (byte) (file.get(at) ^ 1 << bit));
        return this;
    }

    /** Gives a frame the checksum that fits. */
    JournalImage sealFrame(int at) {
        int size = (int) file.getLong(at + 8);
        file.putInt(at + FRAME_CRC, 0);
        file.putInt(at + FRAME_CRC, crc(at, size));
        return this;
    }

    JournalImage sealBase() {
        file.putInt(base + BASE_CRC, crc(base, BASE_CRC));
        return this;
    }

    private int crc(int at, int size) {
        CRC32C crc = new CRC32C();
        crc.update(file.array(), at, size);
        return (int) crc.getValue();
    }

    /** Checks that it opens with a payload. */
    void opensWith(byte[] payload, String what) throws IOException {
        try (BStack stack = BStack.open(new CrashingStorage(file.array()), KillCampaign.OPTIONS)) {
            if (!Arrays.equals(payload, stack.peek(0))) {
                throw new AssertionError(what + ": it opens with another payload");
            }
        } catch (BStackCorruptException e) {
            throw new AssertionError(what + ": it is refused: " + e.getMessage(), e);
        }
    }

    /** Checks that it is refused as damaged, and unchanged by that. */
    void isRefused(String what) throws IOException {
        CrashingStorage disk = new CrashingStorage(file.array());
        try {
            BStack.open(disk, KillCampaign.OPTIONS).close();
        } catch (BStackCorruptException expected) {
            if (!Arrays.equals(file.array(), disk.toBytes())) {
                throw new AssertionError(what + ": it is refused, but has been changed", expected);
            }
            return;
        }
        throw new AssertionError(what + ": it is not refused");
    }
}
