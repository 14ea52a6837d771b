package bstack.spi;

import static bstack.spi.BStackSliceTest.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SpiRecordsTest {

    @Test
    void magicsAreEqualByContent() {
        AllocatorMagic magic = new AllocatorMagic(16, bytes('A', 'B'));
        assertEquals(new AllocatorMagic(16, bytes('A', 'B')), magic);
        assertEquals(new AllocatorMagic(16, bytes('A', 'B')).hashCode(), magic.hashCode());
        assertNotEquals(new AllocatorMagic(17, bytes('A', 'B')), magic);
        assertNotEquals(new AllocatorMagic(16, bytes('A', 'C')), magic);
        assertEquals("41 42 at 16", magic.toString());
    }

    @Test
    void aMagicKeepsItsBytesToItself() {
        byte[] given = bytes('A', 'B');
        AllocatorMagic magic = new AllocatorMagic(0, given);
        given[0] = 'X';
        magic.prefix()[1] = 'X';
        assertArrayEquals(bytes('A', 'B'), magic.prefix());
    }

    @Test
    void aMagicMatchesWhereItsBytesLieInThePayloadAndNowhereElse() throws IOException {
        AllocatorMagic magic = new AllocatorMagic(2, bytes('A', 'B'));
        assertTrue(magic.matches(Stacks.memory(bytes(0, 0, 'A', 'B'))));
        assertFalse(magic.matches(Stacks.memory(bytes(0, 0, 'A', 'C'))));
        assertFalse(magic.matches(Stacks.memory(bytes('A', 'B', 0, 0))));
        assertFalse(magic.matches(Stacks.memory(bytes(0, 0, 'A'))));
        assertFalse(magic.matches(Stacks.memory()));
    }

    @Test
    void anEmptyPrefixIsNeverDetected() throws IOException {
        AllocatorMagic none = new AllocatorMagic(0, bytes());
        assertFalse(none.isDetectable());
        assertFalse(none.matches(Stacks.memory()));
        assertFalse(none.matches(Stacks.memory(bytes(1, 2, 3))));
    }

    @Test
    void impossibleMagicsAndBlocksAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new AllocatorMagic(-1, bytes(1)));
        assertThrows(IllegalArgumentException.class, () -> new AllocatorMagic(Long.MAX_VALUE, bytes(1)));
        assertThrows(NullPointerException.class, () -> new AllocatorMagic(0, null));
        assertThrows(IllegalArgumentException.class, () -> new HeapBlock(-1, 1, HeapBlock.State.FREE));
        assertThrows(IllegalArgumentException.class, () -> new HeapBlock(1, 0, HeapBlock.State.FREE));
        assertThrows(NullPointerException.class, () -> new HeapBlock(0, 1, null));
    }

    @Test
    void aBlockKnowsItsEndAndAFindingSaysWhere() {
        HeapBlock block = new HeapBlock(48, 40, HeapBlock.State.FREE);
        assertEquals(88, block.end());
        assertTrue(block.isFree());
        assertEquals(
                "at payload offset 56: expected a size of 16, found 17",
                new Finding(56, "a size of 16", "17").toString());
    }
}
