package bstack.core.internal.commit;

import bstack.core.internal.edits.Ranges;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The committed payload at one moment. Each read is checked before its bytes are handed out. Used by its thread only. */
final class ConsistentView implements StateView {
    private final CommittedPayload payload;
    private final CommittedPayload.View view;
    private final long sequence;
    private boolean overtaken;

    ConsistentView(CommittedPayload payload, CommittedPayload.View view, long sequence) {
        this.payload = payload;
        this.view = view;
        this.sequence = sequence;
    }

    /** Ends the run of a body that has read an older state; what it makes of this is not looked at. */
    private static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overtaken() {
            super(
                    "a commit has overtaken this view, whose body runs again: let the exception through",
                    null,
                    false,
                    false);
        }
    }

    @Override
    public boolean isOvertaken() {
        return overtaken;
    }

    @Override
    public long length() throws IOException {
        check();
        return view.length();
    }

    @Override
    public void read(long start, long end, byte[] dst) throws IOException {
        read(start, end, dst, null);
    }

    @Override
    public void read(long start, ByteBuffer dst) throws IOException {
        read(start, start + dst.remaining(), payload.none, dst);
    }

    @Override
    public byte[] readTail(long start) throws IOException {
        byte[] tail = new byte[Ranges.arraySize(payload.name(), start, length())];
        read(start, view.length(), tail, null);
        return tail;
    }

    private void read(long start, long end, byte[] array, @Nullable ByteBuffer buffer) throws IOException {
        if (end > view.length()) {
            check();
            throw Ranges.outside(payload.name(), start, end, view.length());
        }
        boolean copied;
        try {
            copied = payload.copy(view, start, end, array, 0, buffer);
        } catch (IOException e) {
            check();
            throw e;
        }
        check();
        if (!copied) {
            throw payload.truncated(end);
        }
    }

    /** Throws if what was read may be of another state. */
    private void check() throws IOException {
        if (overtaken || !payload.isUnchanged(sequence)) {
            payload.checkReadable();
            if (!overtaken) {
                overtaken = true;
                payload.overtaken();
            }
            throw new Overtaken();
        }
    }
}
