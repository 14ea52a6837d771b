package bstack.demo.internal.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * A new file beside the one that it is to become: it has a name that nobody could know before, only its owner may read
 * or write it, and it is gone when it is closed or the process ends, unless it has been moved into its place.
 */
public final class TemporaryFile implements Closeable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String PREFIX = ".bstack-";
    private static final String SUFFIX = ".tmp";

    private final Path path;
    private final Closeable duty;
    private final @Nullable FileChannel channel;

    private TemporaryFile(Path path, Closeable duty, @Nullable FileChannel channel) {
        this.path = path;
        this.duty = duty;
        this.channel = channel;
    }

    /** Creates something under a name, which must be free. */
    @FunctionalInterface
    interface Creation {
        /**
         * Creates it.
         *
         * @throws FileAlreadyExistsException if the name is taken, also by a link
         */
        void create(Path path) throws IOException;
    }

    /**
     * {@return a new empty file in the folder}
     *
     * @throws IOException if the folder does not take it
     */
    public static TemporaryFile in(Path folder) throws IOException {
        FileChannel[] channel = new FileChannel[1];
        TemporaryFile named = named(folder, path -> channel[0] = Private.newFile(path));
        return new TemporaryFile(named.path, named.duty, channel[0]);
    }

    /** {@return something else than a file, which the creation makes under a new name in the folder} */
    static TemporaryFile named(Path folder, Creation creation) throws IOException {
        while (true) {
            Path path = freshName(folder);
            try {
                Closeable duty = AtExit.begin(() -> {
                    creation.create(path);
                    return () -> Files.deleteIfExists(path);
                });
                return new TemporaryFile(path, duty, null);
            } catch (FileAlreadyExistsException e) {
                // Another name, then.
            } catch (AccessDeniedException e) {
                throw new AccessDeniedException(folder.toString());
            } catch (FileSystemException e) {
                throw new FileSystemException(folder.toString(), null, e.getReason());
            }
        }
    }

    /** {@return a path in the folder that nobody can guess} */
    static Path freshName(Path folder) {
        return folder.resolve(PREFIX + Long.toUnsignedString(RANDOM.nextLong(), Character.MAX_RADIX) + SUFFIX);
    }

    /** {@return where it is} */
    public Path path() {
        return path;
    }

    /** {@return the way into the file; it ends at once what it is given} */
    public OutputStream out() {
        if (channel == null) {
            throw new IllegalStateException(path + " is no file");
        }
        return Channels.newOutputStream(channel);
    }

    /** Gives it its final name, in place of what has that name now; it is not temporary any more. */
    public void moveTo(Path target) throws IOException {
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        duty.close();
    }

    /**
     * Gives it its final name, which nothing may have yet.
     *
     * @throws FileAlreadyExistsException if something has that name; that stays as it is
     */
    void becomeNew(Path target) throws IOException {
        try {
            Files.createLink(target, path);
            return;
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // A file system without hard links.
        }
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        moveTo(target);
    }

    @Override
    public void close() throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            Files.deleteIfExists(path);
            duty.close();
        }
    }
}
