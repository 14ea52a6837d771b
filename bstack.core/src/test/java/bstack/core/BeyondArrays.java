package bstack.core;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** A file at rest with more payload than an array holds; nearly all of it is a hole. */
final class BeyondArrays {
    private static final long LENGTH = 3L << 30;

    private BeyondArrays() {}

    static Path file(Path directory) throws IOException {
        Path path = directory.resolve("huge.bstack");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.write(Bytes.fileAtRest(Bytes.EMPTY), 0, 8);
            file.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(LENGTH)
                    .array());
            file.setLength(16 + LENGTH);
        }
        return path;
    }
}
