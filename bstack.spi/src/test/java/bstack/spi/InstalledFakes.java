package bstack.spi;

import bstack.spi.internal.ServiceLoaderForTests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Fake allocators that are installed, and the name of a file, for a test to extend. */
abstract class InstalledFakes {
    @TempDir
    Path folder;

    Path file;
    ServiceLoaderForTests loader;

    private final String[] providers;

    /** @param providers classes of {@code bstack.spi.fake} */
    InstalledFakes(String... providers) {
        this.providers =
                Stream.of(providers).map(name -> "bstack.spi.fake." + name).toArray(String[]::new);
    }

    @BeforeEach
    void install() throws IOException {
        file = folder.resolve("heap.bstack");
        loader = new ServiceLoaderForTests(folder, providers);
    }

    @AfterEach
    void uninstall() {
        loader.close();
    }
}
