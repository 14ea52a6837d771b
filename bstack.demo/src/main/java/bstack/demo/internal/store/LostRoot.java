package bstack.demo.internal.store;

import bstack.demo.internal.store.old.OldCatalog;
import bstack.spi.HeapBlock;
import bstack.spi.HeapBlock.State;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * The search for the header of a directory, or an old catalog, in a heap whose root names neither: it distinguishes a store
 * that has lost its root from a heap that another program uses in its own way.
 */
final class LostRoot {
    /** Every allocator's slices begin at a multiple of this. */
    private static final int STEP = 8;

    private static final int PIECE = 1 << 20;

    /** The size of a directory's header: docs/format.md, "Header of a tree". */
    private static final int DIRECTORY = 64;

    /** How it begins: magic, version, the kind of a directory. */
    private static final byte[] DIRECTORY_MAGIC = {'B', 'T', 'R', 'E', 1, 1};

    private static final int DIRECTORY_CHECKSUM = DIRECTORY - Integer.BYTES;

    private LostRoot() {}

    /** {@return where in the used blocks a root is, if there is one} */
    static OptionalLong find(InspectableAllocator heap, List<HeapBlock> blocks) throws IOException {
        for (HeapBlock block : blocks) {
            OptionalLong found = block.state() == State.USED ? find(heap, block) : OptionalLong.empty();
            if (found.isPresent()) {
                return found;
            }
        }
        return OptionalLong.empty();
    }

    private static OptionalLong find(InspectableAllocator heap, HeapBlock block) throws IOException {
        byte[] piece = new byte[(int) Math.min(PIECE, block.length())];
        for (long start = block.start(); start < block.end(); start += PIECE - DIRECTORY) {
            int length = (int) Math.min(piece.length, block.end() - start);
            heap.stack().getInto(start, ByteBuffer.wrap(piece, 0, length));
            for (int at = 0; at < length; at += STEP) {
                boolean isCatalog = at <= length - OldCatalog.SIZE && OldCatalog.isAt(piece, at);
                if (isCatalog || at <= length - DIRECTORY && isDirectoryAt(piece, at)) {
                    return OptionalLong.of(start + at);
                }
            }
        }
        return OptionalLong.empty();
    }

    private static boolean isDirectoryAt(byte[] bytes, int at) {
        if (!Arrays.equals(bytes, at, at + DIRECTORY_MAGIC.length, DIRECTORY_MAGIC, 0, DIRECTORY_MAGIC.length)) {
            return false;
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, DIRECTORY_CHECKSUM);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at + DIRECTORY_CHECKSUM)
                == (int) crc.getValue();
    }
}
