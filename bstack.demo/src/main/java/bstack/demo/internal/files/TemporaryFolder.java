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
    private Path path;

    /**
     * Makes the folder, where the system has its temporary files.
     *
     * @param prefix what its name begins with
     */
    public TemporaryFolder(String prefix) throws IOException {
        duty = AtExit.begin(() -> {
            path = Files.createTempDirectory(prefix);
            return this::delete;
        });
    }

    /** {@return where it is} */
    public Path path() {
        return path;
    }

    private void delete() throws IOException {
        for (int round = 1; Files.exists(path); round++) {
            try {
                for (Path file : files()) {
                    Files.deleteIfExists(file);
                }
                Files.deleteIfExists(path);
            } catch (DirectoryNotEmptyException | NoSuchFileException e) {
                if (round == MOST_ROUNDS) {
                    throw e;
                }
            }
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.toList();
        }
    }

    @Override
    public void close() throws IOException {
        delete();
        duty.close();
    }
}
