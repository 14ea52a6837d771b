package bstack.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.spi.AbstractBStackAllocator;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.Finding;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the allocator contract demands of an inspection: no shape of the free blocks, but that damage is found. */
class AllocatorContractTest {
    private static final int SLOT = 64;

    /** Slots of 64 bytes, the first byte of each says whether it is used; neighbours are never merged. */
    private static final class Slab extends AbstractBStackAllocator implements InspectableAllocator {
        private final boolean honest;

        Slab(BStack stack, boolean honest) {
            super(stack);
            this.honest = honest;
        }

        static Slab open(BStack stack, boolean honest) throws IOException {
            return attach(new Slab(stack, honest), slab -> {});
        }

        @Override
        public String name() {
            return "slab";
        }

        @Override
        public BStackSlice alloc(long length) throws IOException {
            return operate(() -> {
                // Two slots at once: the second stays free.
                long at = stack().extend(2 * SLOT);
                stack().set(at, new byte[] {1});
                stack().set(at + SLOT, new byte[] {2});
                return BStackSlice.of(this, at + 1, length);
            });
        }

        @Override
        public BStackSlice realloc(BStackSlice slice, long newLength) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void dealloc(BStackSlice slice) throws IOException {
            operate(() -> {
                stack().set(slice.start() - 1, new byte[] {2});
                return null;
            });
        }

        @Override
        public List<HeapBlock> blocks() throws IOException {
            List<HeapBlock> blocks = new ArrayList<>();
            for (long at = 0; at < length(); at += SLOT) {
                boolean used = stack().get(at, at + 1)[0] == 1;
                blocks.add(new HeapBlock(at, SLOT, used ? HeapBlock.State.USED : HeapBlock.State.FREE));
            }
            return blocks;
        }

        @Override
        public List<Finding> verify() throws IOException {
            List<Finding> findings = new ArrayList<>();
            for (long at = 0; honest && at < length(); at += SLOT) {
                byte mark = stack().get(at, at + 1)[0];
                if (mark != 1 && mark != 2) {
                    findings.add(new Finding(at, "1 or 2", Byte.toString(mark)));
                }
            }
            return findings;
        }
    }

    private static final class Contract extends AllocatorContract {
        private final boolean honest;

        Contract(boolean honest) throws IOException {
            this.honest = honest;
            openInMemory();
        }

        @Override
        protected BStackAllocator open(BStack stack) throws IOException {
            return Slab.open(stack, honest);
        }
    }

    @Test
    void anAllocatorThatNeverMergesPassesTheTestOfItsBlocks() throws IOException {
        new Contract(true).theBlocksFollowEachOtherFromTheHeaderToTheEnd();
    }

    @Test
    void damageThatVerifyFindsIsEnough() throws IOException {
        new Contract(true).verifyNoticesDamageOfWhatTheAllocatorKeepsInTheFile();
    }

    @Test
    void aVerifyThatAlwaysReturnsNothingIsNoticed() throws IOException {
        Contract contract = new Contract(false);
        AssertionError noticed =
                assertThrows(AssertionError.class, contract::verifyNoticesDamageOfWhatTheAllocatorKeepsInTheFile);
        assertTrue(noticed.getMessage().contains("none of"), noticed.getMessage());
    }
}
