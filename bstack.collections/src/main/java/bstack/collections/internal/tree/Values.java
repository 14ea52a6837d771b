package bstack.collections.internal.tree;

import bstack.collections.internal.format.Bytes;
import bstack.collections.internal.format.PageLayout;
import bstack.collections.internal.page.Cells;
import bstack.collections.internal.page.Damage;
import bstack.collections.internal.page.Page;
import bstack.collections.internal.page.PageFile;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The values of a leaf's cells: in the leaf, or in slices of their own. */
final class Values {
    /** How much of a value is read at once to check it. */
    private static final int PIECE = 1 << 16;

    private final PageFile file;

    Values(PageFile file) {
        this.file = file;
    }

    /** {@return the value of a cell} */
    byte[] read(Page leaf, int index) throws IOException {
        if (!leaf.isReference(index)) {
            return leaf.value(index);
        }
        BStackSlice slice = slice(leaf, index);
        byte[] value = heap().stack().get(slice.start(), slice.end());
        if (Bytes.checksum(value, 0, value.length) != leaf.referenceChecksum(index)) {
            throw damage(leaf, index);
        }
        return value;
    }

    /** Checks the value of a cell in bounded memory. */
    void check(Page leaf, int index) throws IOException {
        if (!leaf.isReference(index)) {
            return;
        }
        BStackSlice slice = slice(leaf, index);
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, slice.length()));
        CRC32C crc = new CRC32C();
        for (long at = slice.start(); at < slice.end(); at += piece.limit()) {
            piece.clear().limit((int) Math.min(piece.capacity(), slice.end() - at));
            heap().stack().getInto(at, piece);
            crc.update(piece.flip());
        }
        if ((int) crc.getValue() != leaf.referenceChecksum(index)) {
            throw damage(leaf, index);
        }
    }

    private IOException damage(Page leaf, int index) {
        return Damage.of(
                Damage.at(
                        heap(),
                        leaf.referenceStart(index),
                        "the value",
                        leaf.valueLength(index) + " bytes whose checksum does not fit"),
                key(leaf, index));
    }

    private static String key(Page leaf, int index) {
        return "the key " + Damage.key(leaf.key(index));
    }

    /** {@return the slice of a value that has one} */
    BStackSlice slice(Page leaf, int index) throws IOException {
        BStackSlice slice = file.find(leaf.referenceStart(index), leaf.valueLength(index));
        if (slice == null) {
            throw Damage.of(
                    Damage.at(
                            heap(),
                            leaf.referenceStart(index),
                            "the value, of " + leaf.valueLength(index) + " bytes",
                            "the end of the payload, which has " + heap().length() + " bytes"),
                    key(leaf, index));
        }
        return slice;
    }

    /** {@return the bytes that a value takes in a slice of its own, which may be none} */
    static long ownBytes(Page leaf, int index) {
        return leaf.isReference(index) ? leaf.valueLength(index) : 0;
    }

    /** {@return a cell with a value, whose slice has been written if it has one} */
    byte[] cell(byte[] key, byte[] value) throws IOException {
        if (PageLayout.isInLeaf(key.length, value.length)) {
            return Cells.leaf(key, value);
        }
        BStackSlice slice = heap().alloc(value.length);
        heap().stack().set(slice.start(), ByteBuffer.wrap(value));
        return Cells.reference(key, value.length, slice.start(), Bytes.checksum(value, 0, value.length));
    }

    /**
     * Changes the value of a cell, if it has the length of the old one and is in a place of the same kind.
     *
     * @return whether it was changed; if not, nothing was
     */
    boolean overwrite(Page leaf, int index, byte[] key, byte[] value) throws IOException {
        if (leaf.valueLength(index) != value.length
                || leaf.isReference(index) == PageLayout.isInLeaf(key.length, value.length)) {
            return false;
        }
        if (leaf.isReference(index)) {
            BStackSlice slice = slice(leaf, index);
            file.toChange(leaf).setReference(index, slice.start(), Bytes.checksum(value, 0, value.length));
            heap().stack().set(slice.start(), ByteBuffer.wrap(value));
        } else {
            file.toChange(leaf).setValue(index, value);
        }
        return true;
    }

    /** Frees the slice of a value, if it has one. */
    void free(Page leaf, int index) throws IOException {
        if (leaf.isReference(index)) {
            file.free(leaf.referenceStart(index), leaf.valueLength(index));
        }
    }

    private BStackAllocator heap() {
        return file.heap();
    }
}
