package bstack.core;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentSkipListMap;

/** A listener that keeps every state of the payload that a stack has had, by the number of its frame. */
final class FollowedPayload implements CommitListener {
    final ConcurrentSkipListMap<Long, byte[]> states = new ConcurrentSkipListMap<>();
    volatile long lostAfter = -1;
    volatile Throwable cause;
    volatile long closedAfter = -1;
    volatile String problem;

    /** @param from the number of the state that it begins with */
    FollowedPayload(long from, byte[] payload) {
        states.put(from, payload);
    }

    static FollowedPayload of(BStack stack) throws IOException {
        return new FollowedPayload(stack.sequence(), stack.peek(0));
    }

    @Override
    public void committed(CommittedFrame frame) throws IOException {
        if (frame.sequence() != states.lastKey() + 1) {
            problem = "frame " + frame.sequence() + " after " + states.lastKey();
        }
        byte[] before = states.lastEntry().getValue();
        byte[] after = Arrays.copyOf(before, Math.toIntExact(frame.payloadLength()));
        long end = 0;
        for (CommittedFrame.Range range : frame.ranges()) {
            if (range.offset() < end) {
                problem = "ranges of frame " + frame.sequence() + " overlap";
            }
            end = range.offset() + range.length();
            byte[] bytes = range.bytes();
            System.arraycopy(bytes, 0, after, Math.toIntExact(range.offset()), bytes.length);
        }
        states.put(frame.sequence(), after);
        synchronized (this) {
            notifyAll();
        }
    }

    @Override
    public synchronized void lostPlace(long last, Throwable why) {
        lostAfter = last;
        cause = why;
        notifyAll();
    }

    @Override
    public synchronized void closed(long last) {
        closedAfter = last;
        notifyAll();
    }

    /** Waits for a frame, or for whatever else ends it. */
    synchronized FollowedPayload await(long sequence) throws InterruptedException {
        for (int i = 0; i < 600 && states.lastKey() < sequence && lostAfter < 0; i++) {
            wait(100);
        }
        return this;
    }

    /** Waits until it has lost its place, or the stack is closed. */
    synchronized FollowedPayload awaitEnd() throws InterruptedException {
        for (int i = 0; i < 600 && lostAfter < 0 && closedAfter < 0; i++) {
            wait(100);
        }
        return this;
    }

    byte[] last() {
        return states.lastEntry().getValue();
    }
}
