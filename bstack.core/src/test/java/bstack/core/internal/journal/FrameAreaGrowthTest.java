package bstack.core.internal.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStackOptions;
import bstack.core.Storage;
import bstack.core.internal.edits.WriteSet;
import bstack.core.internal.format.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** How large the frame area becomes, by how fast it fills; with a clock that is put forward by hand. */
final class FrameAreaGrowthTest {
    private static final long MIB = 1L << 20;
    private static final int DATA = 64 * 1024;

    private final BStackOptions options = BStackOptions.defaults().backgroundFlush(false);
    private long nanos;

    private Journal attached() throws IOException {
        Storage storage = Storage.memory();
        storage.resize(Header.SIZE);
        storage.write(0, Header.atRest(0));
        Journal journal = new Journal(storage, options, e -> {}, () -> {}, () -> nanos);
        journal.beginStep();
        journal.attach(0, 0, DATA, 0);
        return journal;
    }

    /** Overwrites the same bytes again and again, one frame every so many nanoseconds. */
    private long largestArea(Journal journal, int frames, long nanosEach) throws IOException {
        long largest = 0;
        for (int i = 0; i < frames; i++) {
            WriteSet edits = new WriteSet(DATA);
            edits.write(0, new byte[DATA], 0, DATA);
            long size = Journal.sizeOfFrame(edits);
            journal.beginStep();
            journal.makeRoom(DATA, DATA, size);
            journal.append(edits, ByteBuffer.allocateDirect((int) Journal.boundOfFrame(edits)));
            nanos += nanosEach;
            largest = Math.max(largest, journal.maxFrame());
        }
        return largest;
    }

    @Test
    void staysAtFourMebibytesWhereFramesComeSlowly() throws IOException {
        Journal journal = attached();
        assertEquals(4 * MIB, largestArea(journal, 500, Journal.FAST_NANOS / 10));
        assertTrue(journal.counts().checkpoints() > 10, "the ring was used");
    }

    @Test
    void growsToTheFullSizeWhereItFillsWithinASecond() throws IOException {
        Journal journal = attached();
        assertEquals(options.journalSize(), largestArea(journal, 500, Journal.FAST_NANOS / 1_000));
    }

    @Test
    void growsLaterIfFramesComeFasterLater() throws IOException {
        Journal journal = attached();
        assertEquals(4 * MIB, largestArea(journal, 500, Journal.FAST_NANOS / 10));
        assertEquals(options.journalSize(), largestArea(journal, 500, Journal.FAST_NANOS / 1_000));
    }
}
