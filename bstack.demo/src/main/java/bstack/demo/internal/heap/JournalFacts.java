package bstack.demo.internal.heap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * What the journal at the end of a file says of itself, for people: the stack itself reads it with all checks. The numbers
 * are those of docs/format.md.
 *
 * @param start where the frames begin in the file
 * @param size how many bytes are for frames
 * @param generation how often frames were given up, and 1
 */
public record JournalFacts(long start, long size, long generation) {
    private static final int STATE = 5;
    private static final byte ATTACHED = (byte) 0x81;
    private static final int SLOT = 4096;
    private static final int RECORD = 80;
    private static final long MAGIC = 0x45534142_4B545342L; // "BSTKBASE"
    private static final int GENERATION = 24;
    private static final int FRAME_START = 48;
    private static final int FRAME_SIZE = 56;

    /** {@return the facts of the newer of the two base records, or null if the file has no journal} */
    public static @Nullable JournalFacts of(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer state = ByteBuffer.allocate(1);
            channel.read(state, STATE);
            long size = channel.size();
            if (state.get(0) != ATTACHED || size < 2 * SLOT) {
                return null;
            }
            JournalFacts newest = null;
            for (long at = size - 2 * SLOT; at < size; at += SLOT) {
                ByteBuffer record = ByteBuffer.allocate(RECORD).order(ByteOrder.LITTLE_ENDIAN);
                channel.read(record, at);
                if (record.getLong(0) == MAGIC && (newest == null || record.getLong(GENERATION) > newest.generation)) {
                    newest = new JournalFacts(
                            record.getLong(FRAME_START), record.getLong(FRAME_SIZE), record.getLong(GENERATION));
                }
            }
            return newest;
        }
    }
}
