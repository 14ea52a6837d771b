package bstack.backup.internal.chain;

import bstack.backup.BackupDamagedException;
import bstack.backup.internal.files.BackupFile;
import bstack.backup.internal.files.Folder;
import bstack.backup.internal.format.BaseSums;
import bstack.backup.internal.format.ChainId;
import bstack.backup.internal.format.Names;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The payload of a state: a stack at rest, and its checksums, whose name makes it count. */
final class Base {
    /** The size of a stack's header. */
    static final int HEADER = 16;

    private static final int LENGTH_AT = 8;

    private Base() {}

    /** Takes bytes of a payload that are sound. */
    @FunctionalInterface
    interface Sink {
        void take(long offset, ByteBuffer bytes) throws IOException;
    }

    /** {@return the header of a stack at rest} */
    static ByteBuffer header(long length) {
        return ByteBuffer.allocate(HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {'B', 'S', 'T', 'K', 0, 1, 0x0A, 0})
                .putLong(length)
                .flip();
    }

    /** Writes the checksums of a base whose payload is there and durable, and makes it count. */
    static BaseSums complete(Folder folder, ChainId chain, long number, long millis) throws IOException {
        BaseSums sums;
        try (BackupFile file = folder.open(Names.base(number), false)) {
            sums = sumsOf(file, chain, number, millis);
        }
        String temporary = Names.temporary(Names.sums(number));
        try (BackupFile file = folder.create(temporary)) {
            file.write(0, sums.encode());
            file.sync();
        }
        folder.sync(); // the payload's name, before that of its checksums
        folder.rename(temporary, Names.sums(number));
        folder.sync();
        return sums;
    }

    private static BaseSums sumsOf(BackupFile file, ChainId chain, long number, long millis) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        file.read(0, header);
        long length = header.getLong(LENGTH_AT);
        if (!header.flip().equals(header(length)) || file.size() != HEADER + length) {
            throw new BackupDamagedException(file.name(), 0, "expected a stack at rest, found something else");
        }
        int[] sums = new int[BaseSums.blocks(length)];
        ByteBuffer block = ByteBuffer.allocate(BaseSums.BLOCK);
        for (int i = 0; i < sums.length; i++) {
            sums[i] = BaseSums.sum(block(file, length, i, block));
        }
        return new BaseSums(chain, number, millis, length, sums);
    }

    private static ByteBuffer block(BackupFile file, long length, int i, ByteBuffer block) throws IOException {
        long offset = (long) i * BaseSums.BLOCK;
        int n = (int) Math.min(BaseSums.BLOCK, length - offset);
        block.clear().limit(n);
        if (file.read(HEADER + offset, block) != n) {
            throw new BackupDamagedException(
                    file.name(), HEADER + offset, "expected %d bytes, found fewer".formatted(n));
        }
        return block.flip();
    }

    /**
     * Reads a part of a base, whole blocks of it.
     *
     * @param sink gets blocks whose checksum fits
     * @throws BackupDamagedException if one does not
     */
    static void read(Folder folder, BaseSums sums, long from, long to, Sink sink) throws IOException {
        try (BackupFile file = folder.open(Names.base(sums.number()), false)) {
            ByteBuffer header = ByteBuffer.allocate(HEADER);
            file.read(0, header);
            if (!header.flip().equals(header(sums.length()))) {
                throw new BackupDamagedException(
                        file.name(), 0, "expected the header of a stack of %d bytes".formatted(sums.length()));
            }
            ByteBuffer block = ByteBuffer.allocate(BaseSums.BLOCK);
            int last = BaseSums.blocks(Math.min(to, sums.length()));
            for (int i = (int) (from / BaseSums.BLOCK); i < last; i++) {
                block(file, sums.length(), i, block);
                long offset = (long) i * BaseSums.BLOCK;
                if (!sums.fits(i, block)) {
                    throw new BackupDamagedException(
                            file.name(),
                            HEADER + offset,
                            "a checksum does not fit the %d bytes".formatted(block.limit()));
                }
                sink.take(offset, block);
            }
        }
    }

    /** Deletes a base; its checksums first, so that it does not count half deleted. */
    static void delete(Folder folder, long number) throws IOException {
        folder.delete(Names.sums(number));
        folder.sync();
        folder.delete(Names.base(number));
    }
}
