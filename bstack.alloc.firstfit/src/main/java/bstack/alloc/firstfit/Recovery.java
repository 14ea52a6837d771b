package bstack.alloc.firstfit;

import static bstack.alloc.firstfit.FirstFitLayout.*;

import java.io.IOException;

/**
 * The executor of a recovery plan; it decides nothing, and writes only what differs from the plan.
 *
 * <p>Must run inside a transaction, so that a plan is carried out wholly or not at all.
 */
final class Recovery {
    private final Blocks blocks;

    Recovery(Blocks blocks) {
        this.blocks = blocks;
    }

    void apply(RecoveryPlan plan) throws IOException {
        blocks.discard(blocks.length() - plan.length());
        for (RecoveryPlan.Tag tag : plan.retagged()) {
            retag(tag.address(), tag.size());
        }
        int count = plan.freeAddresses().size();
        for (int i = 0; i < count; i++) {
            long previous = i == 0 ? NULL : plan.freeAddresses().get(i - 1);
            long next = i == count - 1 ? NULL : plan.freeAddresses().get(i + 1);
            relink(plan.freeAddresses().get(i), plan.freeSizes().get(i), next, previous);
        }
        long head = count == 0 ? NULL : plan.freeAddresses().get(0);
        if (blocks.freeHead() != head) {
            blocks.setFreeHead(head);
        }
        int flags = blocks.flags();
        if ((flags & RECOVERY_NEEDED) != 0) {
            blocks.setFlags(flags & ~RECOVERY_NEEDED);
        }
    }

    private void retag(long address, long size) throws IOException {
        if (blocks.size(address) != size) {
            blocks.setSize(address, size);
        }
        if (blocks.footer(address, size) != size) {
            blocks.setFooter(address, size);
        }
    }

    private void relink(long address, long size, long next, long previous) throws IOException {
        retag(address, size);
        if (blocks.next(address) != next) {
            blocks.setNext(address, next);
        }
        if (blocks.previous(address) != previous) {
            blocks.setPrevious(address, previous);
        }
    }
}
