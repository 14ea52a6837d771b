package bstack.core.internal.recovery;

import bstack.core.Storage;
import bstack.core.internal.edits.WriteSet;
import bstack.core.internal.format.BaseRecord;
import bstack.core.internal.format.Header;
import bstack.core.internal.format.StoredFrame;
import bstack.core.internal.journal.Applier;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Carries out a {@link RecoveryPlan}: on the file, in two parts, or, for a stack that is opened to read only, in
 * memory. Steps and their letters are those of docs/format.md. Being interrupted at any point and run again gives the
 * same.
 *
 * <p>The first part makes durable what is shown: it replays a journal, writes the header of an empty file, and to a
 * file at rest nothing but bytes that are there already. The second part mends a file at rest before the first change,
 * see {@link Settlement}, so that a file whose content is not accepted stays as it was found.
 */
public final class Recovery {
    private final Storage storage;

    /** @param storage the file */
    public Recovery(Storage storage) {
        this.storage = storage;
    }

    /**
     * Carries out the first part of the plan, after which the payload is durable as it is shown.
     *
     * @throws IOException if the medium fails; recovery can be tried again
     */
    @SuppressWarnings("DuplicateBranches") // each flush has its letter
    public void begin(RecoveryPlan plan) throws IOException {
        if (plan instanceof RecoveryPlan.Replay replay) {
            replay(replay);
        } else if (plan instanceof RecoveryPlan.Format) {
            format();
        } else if (plan instanceof RecoveryPlan.CutTail) {
            // What the cache shows of the header need not be on the medium, if a flush failed before.
            rewrite(0, Header.SIZE);
            storage.sync(); // M
        } else if (plan instanceof RecoveryPlan.MendLength) {
            storage.sync(); // O'
        } else {
            storage.sync(); // L
        }
    }

    /**
     * Carries out the second part of the plan, after which the file is at rest as it should be, and durable.
     *
     * @throws IOException if the medium fails; recovery can be tried again
     */
    void settle(RecoveryPlan plan) throws IOException {
        if (plan instanceof RecoveryPlan.CutTail cut) {
            truncate(cut.length()); // N
        } else if (plan instanceof RecoveryPlan.MendLength mend) {
            mendLength(mend);
        }
    }

    private void format() throws IOException {
        if (storage.size() != Header.SIZE) {
            storage.resize(Header.SIZE);
        }
        storage.write(0, Header.atRest(0));
        storage.sync();
    }

    /**
     * The header's length is larger than the truth. It is lowered such that every value in between is not smaller than
     * the truth either, so that a power cut in the middle leaves a file which the next open mends to the same length.
     */
    private void mendLength(RecoveryPlan.MendLength plan) throws IOException {
        byte[] wanted = Header.lengthBytes(plan.length()).array();
        byte[] present = Header.lengthBytes(plan.headerLength()).array();
        int top = Long.BYTES - 1;
        while (top > 0 && wanted[top] == present[top]) {
            top--;
        }
        if (top > 0) {
            storage.write(Header.LENGTH_AT, ByteBuffer.wrap(wanted, 0, top));
            storage.sync(); // U
        }
        storage.writeDurably(Header.LENGTH_AT + top, ByteBuffer.wrap(wanted, top, 1)); // V
    }

    private void replay(RecoveryPlan.Replay plan) throws IOException {
        BaseRecord base = plan.base();
        rewrite(Header.STATE_AT, 1);
        rewrite(base.position(), BaseRecord.SIZE);
        if (!plan.frames().isEmpty()) {
            StoredFrame last = plan.frames().get(plan.frames().size() - 1);
            rewrite(last.position(), last.size());
        }
        storage.sync(); // O
        long end = base.frameEnd();
        FileWindow window = new FileWindow(storage);
        StoredFrame.RangeVisitor toFile = new ToFile();
        for (StoredFrame frame : plan.frames()) {
            frame.visit(window, end, toFile);
        }
        storage.write(Header.LENGTH_AT, Header.lengthBytes(plan.length()));
        storage.sync(); // P
        storage.writeDurably(Header.STATE_AT, ByteBuffer.wrap(new byte[] {Header.AT_REST})); // Q
        truncate(plan.length()); // T
    }

    private void truncate(long length) throws IOException {
        storage.resize(Header.SIZE + length);
        storage.sync();
    }

    /** Writes the bytes that are there once more, so that the next flush covers them. */
    private void rewrite(long position, long count) throws IOException {
        Applier.copy(storage, position, position, count);
    }

    /** Applies ranges to the file. */
    private final class ToFile implements StoredFrame.RangeVisitor {
        @Override
        public void copy(long target, long count, long source) throws IOException {
            Applier.copy(storage, Header.SIZE + source, Header.SIZE + target, count);
        }

        @Override
        public void fill(long target, long count) throws IOException {
            storage.zero(Header.SIZE + target, Header.SIZE + target + count);
        }

        @Override
        public void inPlace(long target, long count) {
            // Flushed before the frame was written.
        }
    }

    /**
     * {@return what the journal changes, as a layer over the file}
     *
     * @param plan the plan
     * @throws IOException if the medium fails
     */
    public WriteSet inMemory(RecoveryPlan plan) throws IOException {
        if (!(plan instanceof RecoveryPlan.Replay replay)) {
            return new WriteSet(plan.length());
        }
        BaseRecord base = replay.base();
        WriteSet layer = new WriteSet(base.length());
        long end = base.frameEnd();
        FileWindow window = new FileWindow(storage);
        StoredFrame.RangeVisitor toLayer = new ToLayer(layer);
        for (StoredFrame frame : replay.frames()) {
            frame.visit(window, end, toLayer);
            layer.truncate(frame.newLength());
        }
        return layer;
    }

    /** Notes ranges in a write set. */
    private record ToLayer(WriteSet layer) implements StoredFrame.RangeVisitor {
        @Override
        public void copy(long target, long count, long source) {
            layer.elsewhere(target, count, source);
        }

        @Override
        public void fill(long target, long count) {
            layer.zero(target, count);
        }

        @Override
        public void inPlace(long target, long count) {
            layer.inPlace(target, count);
        }
    }
}
