package bstack.core.internal.recovery;

import bstack.core.Storage;
import bstack.core.internal.format.Header;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The part of a recovery that is put off until the file is changed, so that a file whose content is not accepted stays
 * as it was found: an interrupted push is cut off, an interrupted pop's length is mended.
 *
 * <p>It is done once, before the first change, or when the stack is left at rest, unless it has been
 * {@linkplain #leave() given up}. Thread-safe.
 */
public final class Settlement {
    private final Storage storage;
    private final RecoveryPlan plan;
    private boolean pending;
    private boolean left;

    /**
     * Creates the settlement of a plan whose first part has been carried out.
     *
     * @param storage the file
     * @param plan what was found
     */
    public Settlement(Storage storage, RecoveryPlan plan) {
        this.storage = storage;
        this.plan = plan;
        this.pending = plan instanceof RecoveryPlan.CutTail || plan instanceof RecoveryPlan.MendLength;
    }

    /**
     * Mends the file, if that has not been done.
     *
     * @throws IOException if the medium fails
     */
    public synchronized void settle() throws IOException {
        if (pending) {
            new Recovery(storage).settle(plan);
            pending = false;
        }
    }

    /**
     * Mends the file as {@link #settle} does, unless it is to stay as it was found.
     *
     * @throws IOException if the medium fails
     */
    public synchronized void settleAtRest() throws IOException {
        if (!left) {
            settle();
        }
    }

    /** From now on only a change mends the file. */
    public synchronized void leave() {
        left = true;
    }

    /** {@return the file's name for messages} */
    public String name() {
        return storage.name();
    }

    /** {@return whether nothing has been mended yet} */
    public synchronized boolean isPending() {
        return pending;
    }

    /** {@return the payload's length as the header says, unsigned, where it is not what the file holds} */
    public long promised() {
        return plan instanceof RecoveryPlan.MendLength m ? m.headerLength() : plan.length();
    }

    /**
     * {@return the number of bytes after the payload that will be cut off; 0 if that has been done}
     *
     * @throws IOException if the medium fails
     */
    public synchronized long surplus() throws IOException {
        return pending && plan instanceof RecoveryPlan.CutTail ? storage.size() - Header.SIZE - plan.length() : 0;
    }

    /**
     * Reads bytes after the payload that will be cut off.
     *
     * @param at offset of the first, from the payload's end
     * @param dst what to fill, as far as there are bytes
     * @return how many bytes were read
     * @throws IOException if the medium fails
     */
    public synchronized int readSurplus(long at, ByteBuffer dst) throws IOException {
        return at < surplus() ? storage.read(Header.SIZE + plan.length() + at, dst) : 0;
    }
}
