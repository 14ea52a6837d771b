package bstack.backup;

import bstack.backup.internal.chain.Chain;
import bstack.core.BStack;
import bstack.core.CommitListener;
import bstack.core.CommittedFrame;
import java.io.Closeable;
import java.io.IOException;

/** Adds the frames of a stack to a chain, one at a time, while the test waits; so a run is a function of its seed. */
final class FollowedByHand implements CommitListener, Closeable {
    private final Chain chain;
    private final Closeable following;
    private long last;
    private Throwable thrown;

    FollowedByHand(BackupFolder backups, BStack stack) throws IOException {
        chain = backups.writer();
        last = chain.sequenceOf(stack);
        if (last < 0) {
            throw new IllegalStateException("the chain does not know the stack");
        }
        following = stack.follow(last, this);
    }

    @Override
    public void committed(CommittedFrame frame) throws IOException {
        try {
            chain.add(frame);
        } catch (Throwable e) {
            synchronized (this) {
                thrown = e;
            }
            throw e;
        } finally {
            synchronized (this) {
                last = frame.sequence();
                notifyAll();
            }
        }
    }

    @Override
    public synchronized void lostPlace(long at, Throwable cause) {
        thrown = thrown == null ? cause : thrown;
        notifyAll();
    }

    /** Waits until all frames are added. {@return the chain's number of the last one} */
    synchronized long add(BStack stack) throws IOException {
        while (last < stack.sequence() && thrown == null) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        if (thrown instanceof IOException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
        if (thrown != null) {
            throw new IllegalStateException(thrown);
        }
        return chain.end().number();
    }

    void flush() throws IOException {
        chain.flush();
    }

    @Override
    public void close() throws IOException {
        following.close();
        chain.sealSegment();
    }
}
