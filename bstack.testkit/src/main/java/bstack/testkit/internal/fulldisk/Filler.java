package bstack.testkit.internal.fulldisk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files of no use that take the space of a small file system. */
public final class Filler {
    private static final int CHUNK = 64 * 1024;

    private final Path ballast;
    private final Path brim;

    public Filler(Path directory) {
        ballast = directory.resolve("ballast");
        brim = directory.resolve("brim");
    }

    /** Takes space until so many bytes are left, or a block less. */
    public void leave(long free) throws IOException {
        empty();
        try (FileChannel channel = append(ballast)) {
            long rest = usable() - free;
            while (rest > 0 && write(channel, (int) Math.min(rest, CHUNK))) {
                rest -= CHUNK;
            }
        }
    }

    /** Takes what is left, to the last byte. */
    public void brim() {
        try (FileChannel channel = append(brim)) {
            for (int size = CHUNK; size > 0; size /= 2) {
                while (write(channel, size)) {
                    // as long as it fits
                }
            }
        } catch (IOException e) {
            return; // not even a file without a byte has room
        }
    }

    /** Gives everything back. */
    void empty() throws IOException {
        Files.deleteIfExists(brim);
        Files.deleteIfExists(ballast);
    }

    /** {@return how many bytes are left} */
    long usable() throws IOException {
        return Files.getFileStore(ballast.getParent()).getUsableSpace();
    }

    private static FileChannel append(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /** {@return whether it fitted, all of it} */
    private static boolean write(FileChannel channel, int size) {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return true;
        } catch (IOException e) {
            return false; // the disk is full, which is what this is for
        }
    }
}
