package bstack.alloc.firstfit.internal.recovery;

import static bstack.alloc.firstfit.internal.format.FirstFitLayout.*;

import bstack.alloc.firstfit.internal.format.Blocks;
import bstack.spi.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The executor of a recovery plan; it decides nothing, and writes only what differs from the plan. It can also only say
 * what that would be.
 *
 * <p>Must run inside a transaction, so that a plan is carried out wholly or not at all.
 */
public final class Recovery {
    private static final int ENOUGH = 1000;

    private final Blocks blocks;
    private final boolean looking;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * Prepares.
     *
     * @param looking whether nothing is to be written
     */
    public Recovery(Blocks blocks, boolean looking) {
        this.blocks = blocks;
        this.looking = looking;
    }

    /** Carries the plan out; {@return what differs from it} */
    public List<Finding> apply(RecoveryPlan plan) throws IOException {
        long more = blocks.length() - plan.length();
        if (more > 0) {
            find(plan.length(), "the end of the payload", more + " more bytes");
            if (!looking) {
                blocks.discard(more);
            }
        }
        for (RecoveryPlan.Tag tag : plan.retagged()) {
            retag(tag.address(), tag.size());
        }
        int count = plan.freeAddresses().size();
        for (int i = 0; i < count; i++) {
            long previous = i == 0 ? NULL : plan.freeAddresses().get(i - 1);
            long next = i == count - 1 ? NULL : plan.freeAddresses().get(i + 1);
            relink(plan.freeAddresses().get(i), plan.freeSizes().get(i), next, previous);
        }
        word(FREE_HEAD_OFFSET, count == 0 ? NULL : plan.freeAddresses().get(0), "the first free block, ");
        int flags = blocks.flags();
        if ((flags & RECOVERY_NEEDED) != 0) {
            find(FLAGS_OFFSET, "a clear recovery flag", "a set one");
            if (!looking) {
                blocks.setFlags(flags & ~RECOVERY_NEEDED);
            }
        }
        return findings;
    }

    private void retag(long address, long size) throws IOException {
        word(address - HEADER_SIZE, size, "the size of the block, ");
        word(address + size, size, "the footer of a block of ");
    }

    private void relink(long address, long size, long next, long previous) throws IOException {
        retag(address, size);
        if (!blocks.isFree(address)) {
            find(address - HEADER_SIZE + BLOCK_FLAGS, "a free block", "one that is not marked so");
            if (!looking) {
                blocks.setFree(address);
            }
        }
        word(address + NEXT, next, "the next free block, ");
        word(address + PREVIOUS, previous, "the free block before, ");
    }

    private void word(long at, long value, String what) throws IOException {
        long found = blocks.word(at);
        if (found != value) {
            find(at, what + value, Long.toString(found));
            if (!looking) {
                blocks.setWord(at, value);
            }
        }
    }

    private void find(long offset, String expected, String found) {
        if (findings.size() < ENOUGH) {
            findings.add(new Finding(offset, expected, found));
        }
    }
}
