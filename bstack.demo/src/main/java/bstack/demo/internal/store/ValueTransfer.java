package bstack.demo.internal.store;

import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Moves values between streams and slices of the heap, in parts of {@value #PIECE} bytes, with their CRC-32C. */
final class ValueTransfer {
    /** How much is in memory at a time. */
    static final int PIECE = 1 << 20;

    private final BStackAllocator heap;

    ValueTransfer(BStackAllocator heap) {
        this.heap = heap;
    }

    /**
     * Writes the source's bytes into the slice.
     *
     * @return their CRC-32C
     * @throws SourceException if the source fails, or is not as long as the slice
     */
    int store(ValueSource source, BStackSlice slice) throws IOException {
        CRC32C crc = new CRC32C();
        try (InputStream in = open(source)) {
            byte[] piece = new byte[(int) Math.min(PIECE, slice.length())];
            for (long at = 0; at < slice.length(); ) {
                int wanted = (int) Math.min(piece.length, slice.length() - at);
                int got = read(in, piece, wanted);
                if (got < wanted) {
                    throw new SourceException("it ended after " + (at + got) + " of " + slice.length()
                            + " bytes: it was changed while it was read");
                }
                crc.update(piece, 0, got);
                slice.write(at, ByteBuffer.wrap(piece, 0, got));
                at += got;
            }
            if (read(in, new byte[1], 1) != 0) {
                throw new SourceException(
                        "it is longer than its " + slice.length() + " bytes: it was changed while it was read");
            }
        }
        return (int) crc.getValue();
    }

    private static InputStream open(ValueSource source) throws SourceException {
        try {
            return source.open();
        } catch (IOException e) {
            throw new SourceException(e);
        }
    }

    private static int read(InputStream in, byte[] piece, int wanted) throws SourceException {
        try {
            return in.readNBytes(piece, 0, wanted);
        } catch (IOException e) {
            throw new SourceException(e);
        }
    }

    /**
     * Reads an object's value and hands it on.
     *
     * @param out where the bytes go, unchecked: the checksum is known only after the last byte
     * @throws bstack.core.BStackCorruptException if the value is not what the checksum says
     */
    void load(StoredObject object, OutputStream out) throws IOException {
        CRC32C crc = new CRC32C();
        if (object.size() > 0) {
            BStackSlice slice = slice(object);
            byte[] piece = new byte[(int) Math.min(PIECE, object.size())];
            for (long at = 0; at < object.size(); ) {
                int length = (int) Math.min(piece.length, object.size() - at);
                slice.readInto(at, ByteBuffer.wrap(piece, 0, length));
                crc.update(piece, 0, length);
                out.write(piece, 0, length);
                at += length;
            }
        }
        int found = (int) crc.getValue();
        if (found != object.checksum()) {
            throw Damage.at(
                    heap,
                    object.start(),
                    "the value of '%s', %d bytes with CRC-32C %08x"
                            .formatted(object.key().name(), object.size(), object.checksum()),
                    "%08x".formatted(found));
        }
    }

    /** {@return the slice of an object's value, which is not empty} */
    BStackSlice slice(StoredObject object) throws IOException {
        try {
            return heap.slice(object.start(), object.size());
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw Damage.at(
                    heap,
                    object.start(),
                    "the value of '%s', %d bytes".formatted(object.key().name(), object.size()),
                    "a payload that ends at " + heap.length());
        }
    }
}
