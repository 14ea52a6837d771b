package bstack.spi;

import static bstack.spi.BStackSliceTest.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bstack.core.BStack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuardedSliceTest {

    /** Encrypts with a key stream that depends on the place. */
    private static final SliceGuard CIPHER = new SliceGuard() {
        @Override
        public byte[] afterRead(BStackSlice slice, long from, byte[] stored) {
            return xor(from, stored);
        }

        @Override
        public byte[] beforeWrite(BStackSlice slice, long at, byte[] data) {
            return xor(at, data);
        }

        private byte[] xor(long at, byte[] bytes) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] ^= (byte) (0x55 + at + i);
            }
            return bytes;
        }
    };

    /** Keeps the checksum of the whole slice in another one, and denies what does not agree with it. */
    private record Checksum(BStackSlice kept) implements SliceGuard {
        @Override
        public void beforeRead(BStackSlice slice, long from, long to) throws IOException {
            if (kept.allocator().stack().get(kept.start(), kept.end())[0] != sum(slice)) {
                throw new IOException("checksum");
            }
        }

        @Override
        public void afterWrite(BStackSlice slice, long at, byte[] stored) throws IOException {
            kept.write(new byte[] {sum(slice)});
        }

        private static byte sum(BStackSlice slice) throws IOException {
            CRC32 crc = new CRC32();
            crc.update(slice.read());
            return (byte) crc.getValue();
        }
    }

    private BStack stack;
    private LinearBStackAllocator allocator;
    private BStackSlice slice;

    @BeforeEach
    void allocateEightBytes() throws IOException {
        stack = Stacks.memory();
        allocator = LinearBStackAllocator.open(stack);
        allocator.alloc(3);
        slice = allocator.alloc(8);
    }

    @Test
    void aGuardThatOverridesNothingLetsEverythingPass() throws IOException {
        SliceGuard open = new SliceGuard() {};
        GuardedSlice view = GuardedSlice.of(slice, open);
        assertThrows(IndexOutOfBoundsException.class, () -> view.write(bytes(1, 2, 3, 4, 5, 6, 7, 8, 9)));
        assertArrayEquals(new byte[8], slice.read());
        view.writeFitting(bytes(1, 2, 3, 4, 5, 6, 7, 8, 9));
        assertArrayEquals(bytes(1, 2, 3, 4, 5, 6, 7, 8), slice.read());
        assertArrayEquals(slice.read(), view.read());
        assertArrayEquals(bytes(3, 4), view.read(2, 4));
        assertEquals(8, view.length());
        assertFalse(view.isEmpty());
        assertSame(open, view.guard());
        assertEquals(slice, view.unguarded());
        assertEquals("guarded slice [3, 11)", view.toString());
    }

    @Test
    void whatTheGuardTransformsIsStoredTransformedAndReadBackAsItWas() throws IOException {
        GuardedSlice view = GuardedSlice.of(slice, CIPHER);
        byte[] data = bytes(1, 2, 3, 4, 5, 6, 7, 8);
        view.write(data);
        assertArrayEquals(bytes(1, 2, 3, 4, 5, 6, 7, 8), data, "the caller's array is not touched");
        assertEquals((byte) (0x55 ^ 1), slice.read()[0]);
        assertArrayEquals(data, view.read());
        view.zero(2, 3);
        assertArrayEquals(bytes(1, 2, 0, 0, 0, 6, 7, 8), view.read());
        view.zero();
        assertArrayEquals(new byte[8], view.read());
        assertEquals(0x55, slice.read()[0]);
    }

    @Test
    void aSubviewKeepsTheGuardAndItsSenseOfPlace() throws IOException {
        GuardedSlice view = GuardedSlice.of(slice, CIPHER);
        view.write(bytes(1, 2, 3, 4, 5, 6, 7, 8));
        GuardedSlice inner = view.subslice(2, 7).subslice(1, 4);
        assertArrayEquals(bytes(4, 5, 6), inner.read());
        inner.write(1, bytes(50));
        assertArrayEquals(bytes(1, 2, 3, 4, 50, 6, 7, 8), view.read());
        ByteBuffer dst = ByteBuffer.allocate(5);
        inner.readInto(1, dst);
        assertArrayEquals(bytes(50, 6, 0, 0, 0), dst.array());
        assertEquals(2, dst.position());
        assertEquals(slice.subslice(3, 6), inner.unguarded());
    }

    @Test
    void aLongZeroPassesTheGuardInPartsAndInOneTransaction() throws IOException {
        BStackSlice large = allocator.alloc(200_000);
        long[] seen = new long[2];
        SliceGuard counting = new SliceGuard() {
            @Override
            public byte[] beforeWrite(BStackSlice whole, long at, byte[] data) {
                assertEquals(seen[0], at);
                seen[0] += data.length;
                seen[1]++;
                for (int i = 0; i < data.length; i++) {
                    data[i] = 1;
                }
                return data;
            }
        };
        GuardedSlice.of(large, counting).zero();
        assertEquals(200_000, seen[0]);
        assertEquals(4, seen[1]);
        assertEquals(1, large.read()[199_999]);
    }

    @Test
    void aGuardMayDeny() throws IOException {
        SliceGuard readOnly = new SliceGuard() {
            @Override
            public byte[] beforeWrite(BStackSlice whole, long at, byte[] data) throws IOException {
                throw new AccessDeniedException("read-only");
            }
        };
        GuardedSlice view = GuardedSlice.of(slice, readOnly).subslice(0, 4);
        assertThrows(AccessDeniedException.class, () -> view.write(bytes(1)));
        assertThrows(AccessDeniedException.class, () -> view.write(1, bytes(1)));
        assertThrows(AccessDeniedException.class, view::zero);
        assertArrayEquals(new byte[4], view.read());
    }

    @Test
    void whatAHookWritesElsewhereCommitsOrRollsBackWithTheWrite() throws IOException {
        BStackSlice kept = allocator.alloc(1);
        Checksum checksum = new Checksum(kept);
        GuardedSlice view = GuardedSlice.of(slice, checksum);
        view.write(bytes(1, 2, 3));
        assertArrayEquals(bytes(1, 2, 3, 0, 0, 0, 0, 0), view.read());
        slice.write(4, bytes(66));
        assertThrows(IOException.class, view::read);

        SliceGuard failing = new SliceGuard() {
            @Override
            public void afterWrite(BStackSlice whole, long at, byte[] stored) throws IOException {
                kept.write(bytes(0x77));
                throw new IOException("on purpose");
            }
        };
        byte[] before = stack.peek(0);
        assertThrows(IOException.class, () -> GuardedSlice.of(slice, failing).write(bytes(9, 9, 9)));
        assertArrayEquals(before, stack.peek(0));
    }

    @Test
    void aGuardThatChangesTheNumberOfBytesIsRefused() throws IOException {
        SliceGuard shortening = new SliceGuard() {
            @Override
            public byte[] beforeWrite(BStackSlice whole, long at, byte[] data) {
                return new byte[1];
            }

            @Override
            public byte[] afterRead(BStackSlice whole, long from, byte[] stored) {
                return new byte[stored.length + 1];
            }
        };
        GuardedSlice view = GuardedSlice.of(slice, shortening);
        assertThrows(IllegalStateException.class, () -> view.write(bytes(1, 2)));
        assertThrows(IllegalStateException.class, view::read);
        assertArrayEquals(new byte[8], slice.read());
    }

    @Test
    void rangesOutsideTheViewAreRefusedBeforeTheGuardIsAsked() {
        SliceGuard unasked = new SliceGuard() {
            @Override
            public void beforeRead(BStackSlice whole, long from, long to) {
                throw new AssertionError("asked");
            }

            @Override
            public byte[] beforeWrite(BStackSlice whole, long at, byte[] data) {
                throw new AssertionError("asked");
            }
        };
        GuardedSlice view = GuardedSlice.of(slice, unasked).subslice(2, 6);
        assertThrows(IndexOutOfBoundsException.class, () -> view.read(-1, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> view.read(0, 5));
        assertThrows(IndexOutOfBoundsException.class, () -> view.readInto(5, ByteBuffer.allocate(1)));
        assertThrows(IndexOutOfBoundsException.class, () -> view.write(3, bytes(1, 2)));
        assertThrows(IndexOutOfBoundsException.class, () -> view.zero(1, Long.MAX_VALUE));
        assertThrows(IndexOutOfBoundsException.class, () -> view.subslice(3, 5));
    }
}
