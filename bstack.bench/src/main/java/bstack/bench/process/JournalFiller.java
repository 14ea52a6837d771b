package bstack.bench.process;

import bstack.bench.Content;
import bstack.bench.medium.CountingStorage;
import bstack.bench.medium.Media;
import bstack.core.BStack;
import bstack.core.BStackOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that fills a stack's journal and then waits to be killed: {@code FILE JOURNAL_SIZE}. It overwrites records,
 * so that the journal never has to move for the payload, and finds from the flushes how many commits fit between two
 * checkpoints; it stops shortly before one, and prints how many commits it has made since the last.
 */
public final class JournalFiller {
    private static final int RECORDS = 1_000;
    /** A journal is full to this part when the process stops; the rest is room for a frame of another size. */
    private static final double FULL = 0.98;

    private JournalFiller() {}

    /**
     * Fills, prints, and waits.
     *
     * @param args the file, and the journal's size
     * @throws IOException if the stack fails
     */
    public static void main(String[] args) throws IOException {
        CountingStorage[] counting = new CountingStorage[1];
        BStackOptions options = BStackOptions.defaults().journalSize(Long.parseLong(args[1]));
        BStack stack =
                BStack.open(Media.open(Path.of(args[0]), medium -> counting[0] = new CountingStorage(medium)), options);
        stack.push(new byte[RECORDS * Content.RECORD]);
        long last = period(stack, counting[0]);
        // The journal grows until it has its full size: from then on the periods are the same.
        for (long next = period(stack, counting[0]); next > last + last / 10; next = period(stack, counting[0])) {
            last = next;
        }
        long commits = (long) (last * FULL);
        for (long i = 0; i < commits; i++) {
            overwrite(stack, i);
        }
        System.out.println(commits);
        System.out.flush();
        while (true) {
            LockSupport.park();
        }
    }

    /** {@return how many commits there were until the flushes of the next checkpoint} */
    private static long period(BStack stack, CountingStorage storage) throws IOException {
        long syncs = storage.syncs();
        long commits = 0;
        while (storage.syncs() == syncs) {
            overwrite(stack, commits++);
        }
        return commits;
    }

    private static void overwrite(BStack stack, long number) throws IOException {
        stack.set(number % RECORDS * Content.RECORD, Content.of(number, Content.RECORD));
    }
}
