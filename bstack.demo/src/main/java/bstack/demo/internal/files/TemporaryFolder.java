package bstack.demo.internal.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A new folder for files that are gone, and the folder with them, when it is closed or the process ends. */
public final class TemporaryFolder implements Closeable {
    /** How often it is emptied while other threads still make files in it. */
    private static final int MOST_ROUNDS = 1000;

    private final Closeable duty;
    private final Path path;

    /**
     * Makes the folder, where the system has its temporary files.
     *
     * @param prefix what its name begins with
     */
    public TemporaryFolder(String prefix) throws IOException {
        Path[] made = new Path[1];
        duty = AtExit.begin(() -> {
            Path folder = Files.createTempDirectory(prefix);
            made[0] = folder;
            return () -> delete(folder);
        });
        path = made[0];
    }

    /** {@return where it is} */
    public Path path() {
        return path;
    }

    private static void delete(Path folder) throws IOException {
        for (int round = 1; Files.exists(folder); round++) {
            try {
                for (Path file : files(folder)) {
                    Files.deleteIfExists(file);
                }
                Files.deleteIfExists(folder);
            } catch (DirectoryNotEmptyException | NoSuchFileException e) {
                if (round == MOST_ROUNDS) {
                    throw e;
                }
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Override
    public void close() throws IOException {
        delete(path);
        duty.close();
    }
}
