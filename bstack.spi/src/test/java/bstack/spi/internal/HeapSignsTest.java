package bstack.spi.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.spi.AllocatorMagic;
import bstack.spi.Finding;
import bstack.spi.Stacks;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What tells a heap that cannot be opened from a plain stack. */
class HeapSignsTest {
    private static final int LENGTH = 100;
    private static final int MAGIC = 6;

    private static byte[] with(KnownFormat format) {
        byte[] payload = new byte[LENGTH];
        System.arraycopy(
                format.magic().prefix(), 0, payload, (int) format.magic().offset(), MAGIC);
        return payload;
    }

    private static List<Finding> signs(byte[] payload, Installed... installed) throws IOException {
        try (BStack stack = Stacks.memory(payload)) {
            return new Detection(List.of(installed)).signsOfHeap(stack);
        }
    }

    @Test
    void theMagicOfAKnownAllocatorThatIsNotInstalledIsASign() throws IOException {
        List<String> names =
                KnownFormat.ALL.stream().map(KnownFormat::allocator).toList();
        assertEquals(List.of("ghost-tree", "slab", "checked-slab", "first-fit"), names);
        for (KnownFormat format : KnownFormat.ALL) {
            List<Finding> found = signs(with(format));
            assertEquals(format.magic().offset(), found.get(0).offset());
            assertTrue(found.get(0).found().contains(format.allocator()), found::toString);
        }
    }

    @Test
    void oneOrTwoBytesThatDifferAreASignAndThreeAreNone() throws IOException {
        for (KnownFormat format : KnownFormat.ALL) {
            int at = (int) format.magic().offset();
            for (int i = 0; i < MAGIC; i++) {
                for (int bit = 0; bit < Byte.SIZE; bit++) {
                    byte[] one = with(format);
                    one[at + i] ^= (byte) (1 << bit);
                    assertTrue(!signs(one).isEmpty(), format + " bit " + bit + " of byte " + i);
                    assertTrue(signs(one).get(0).expected().contains("allocator"), signs(one)::toString);
                }
                for (int j = 0; j < i; j++) {
                    byte[] two = with(format);
                    two[at + i] = 77;
                    two[at + j] = 77;
                    assertTrue(!signs(two).isEmpty(), format + " bytes " + j + " and " + i);
                    for (int k = 0; k < j; k++) {
                        byte[] three = two.clone();
                        three[at + k] = 77;
                        assertTrue(signs(three).isEmpty(), format + " bytes " + k + ", " + j + " and " + i);
                    }
                }
            }
        }
    }

    @Test
    void anyOtherPayloadIsAPlainStack() throws IOException {
        Random random = new Random(1);
        assertTrue(signs(new byte[0]).isEmpty());
        assertTrue(signs(new byte[48]).isEmpty());
        assertTrue(signs(new byte[LENGTH]).isEmpty());
        for (int i = 0; i < 2_000; i++) {
            byte[] payload = new byte[random.nextInt(LENGTH)];
            random.nextBytes(payload);
            assertTrue(signs(payload).isEmpty());
        }
        // Too short for the magic to be in its place.
        byte[] cut = new byte[21];
        System.arraycopy(KnownFormat.ALL.get(3).magic().prefix(), 0, cut, 16, 5);
        assertTrue(signs(cut).isEmpty());
    }

    @Test
    void aHeapThatIsClaimedShowsNoSign() throws IOException {
        KnownFormat format = KnownFormat.ALL.get(0);
        Installed claims = new Installed(new LinearAllocatorProvider(), "ghost-tree", format.magic());
        assertTrue(signs(with(format), claims).isEmpty());
    }

    @Test
    void aNearMissOfTheMagicOfAnInstalledAllocatorIsASignToo() throws IOException {
        Installed other =
                new Installed(new LinearAllocatorProvider(), "other", new AllocatorMagic(8, new byte[] {1, 2, 3, 4}));
        byte[] payload = new byte[LENGTH];
        payload[8] = 1;
        payload[9] = 2;
        payload[10] = 3;
        payload[11] = 5;
        assertEquals(8, signs(payload, other).get(0).offset());
        payload[10] = 5;
        assertTrue(signs(payload, other).isEmpty());
    }

    @Test
    void aKnownMagicAboveThatOfAnInstalledAllocatorIsNotTakenForUserBytes() throws IOException {
        KnownFormat lower = KnownFormat.ALL.get(3);
        byte[] payload = with(KnownFormat.ALL.get(0));
        System.arraycopy(lower.magic().prefix(), 0, payload, (int) lower.magic().offset(), MAGIC);
        Installed claims = new Installed(new LinearAllocatorProvider(), "first-fit", lower.magic());
        try (BStack stack = Stacks.memory(payload)) {
            assertTrue(new Detection(List.of(claims)).find(stack).isEmpty());
            assertTrue(
                    PayloadReport.unknown(stack, List.of(claims)).getMessage().contains("bstack.alloc.ghosttree"));
        }
    }
}
