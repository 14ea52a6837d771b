package bstack.spi.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.spi.BStackAllocatorProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProviderSearchTest {
    @TempDir
    Path folder;

    @Test
    void theLinearAllocatorIsAlwaysInstalled() {
        assertEquals(List.of("linear"), installedNames());
    }

    @Test
    void providersWhereTheContextClassLoaderLooksAreFoundAndOrderedByName() throws IOException {
        assertEquals(List.of("fake", "linear"), installedNamesWith("bstack.spi.fake.FakeProvider"));
        assertEquals(List.of("linear"), installedNames());
    }

    @Test
    void brokenProvidersArePassedOverAndDoNotHideTheOthers() throws IOException {
        String[] serviceFile = {
            "bstack.spi.fake.Missing",
            "bstack.spi.fake.StillbornProvider",
            "bstack.spi.fake.NamelessProvider",
            "bstack.spi.fake.FakeAllocator",
            "bstack.spi.fake.FakeProvider"
        };
        try (LogOfTheModule log = new LogOfTheModule()) {
            assertEquals(List.of("fake", "linear"), installedNamesWith(serviceFile));
            assertEquals(4, log.warnings().size(), log.warnings()::toString);
            for (int i = 0; i < 4; i++) {
                String broken = serviceFile[i];
                assertTrue(log.warnings().stream().anyMatch(line -> line.contains(broken)), broken);
            }
        }
    }

    @Test
    void aServiceFileThatCannotBeParsedHidesNothingElse() throws IOException {
        assertEquals(List.of("linear"), installedNamesWith("this is no class name"));
    }

    @Test
    void aProviderThatIsFoundTwiceCountsOnce() throws IOException {
        try (ServiceLoaderForTests one = new ServiceLoaderForTests(folder, "bstack.spi.fake.FakeProvider");
                ServiceLoaderForTests two = new ServiceLoaderForTests(folder, "bstack.spi.fake.FakeProvider")) {
            List<Installed> installed = ProviderSearch.installed(List.of(
                    ServiceLoader.load(BStackAllocatorProvider.class, one),
                    ServiceLoader.load(BStackAllocatorProvider.class, one),
                    ServiceLoader.load(BStackAllocatorProvider.class, two)));
            assertEquals(
                    List.of("fake", "linear"),
                    installed.stream().map(Installed::name).toList());
        }
    }

    @Test
    void aThreadWithoutAContextClassLoaderFindsWhatIsInstalledToo() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(null);
        try {
            assertEquals(List.of("linear"), installedNames());
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private List<String> installedNamesWith(String... serviceFile) throws IOException {
        ServiceLoaderForTests loader = new ServiceLoaderForTests(folder, serviceFile);
        try {
            return installedNames();
        } finally {
            loader.close();
        }
    }

    private static List<String> installedNames() {
        return ProviderSearch.installed().stream().map(Installed::name).toList();
    }
}
