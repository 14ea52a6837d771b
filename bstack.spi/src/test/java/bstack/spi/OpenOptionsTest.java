package bstack.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.BStackLockedException;
import bstack.core.BStackOptions;
import bstack.spi.internal.ServiceLoaderForTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The options of a stack, handed on by the opener. */
class OpenOptionsTest {
    private static final BStackOptions PATIENT = BStackOptions.defaults().lockTimeout(Duration.ofDays(1));
    private static final BStackOptions IMPATIENT = BStackOptions.defaults().lockTimeout(Duration.ofMillis(20));

    @TempDir
    Path folder;

    private Path file;
    private ServiceLoaderForTests loader;

    @FunctionalInterface
    private interface Opening {
        BStackAllocator with(BStackOptions options) throws IOException;
    }

    private final List<Opening> openings = List.of(
            options -> BStackAllocators.open(file, options),
            options -> BStackAllocators.openReadOnly(file, options),
            options -> BStackAllocators.create(file, "fake", options));

    @BeforeEach
    void makeAHeap() throws IOException {
        file = folder.resolve("heap.bstack");
        loader = new ServiceLoaderForTests(folder, "bstack.spi.fake.FakeProvider");
        BStackAllocators.create(file, "fake", PATIENT.createsMissing(false)).close();
    }

    @AfterEach
    void uninstall() {
        loader.close();
    }

    @Test
    void everyWayOfOpeningWaitsForTheLockAsLongAsItIsTold() throws Exception {
        for (Opening opening : openings) {
            FutureTask<String> waiting = new FutureTask<>(() -> {
                try (BStackAllocator heap = opening.with(PATIENT)) {
                    return heap.name();
                }
            });
            try (BStack holder = BStack.open(file)) {
                assertThrows(BStackLockedException.class, () -> opening.with(IMPATIENT));
                Thread thread = new Thread(waiting);
                thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
                thread.start();
                while (thread.getState() != Thread.State.TIMED_WAITING && !waiting.isDone()) {
                    Thread.onSpinWait();
                }
                assertFalse(waiting.isDone() || holder.isEmpty());
            }
            assertEquals("fake", result(waiting));
        }
    }

    private static String result(FutureTask<String> task) throws Exception {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    @Test
    void optionsThatWouldCreateDoNotMakeAnOpenCreate() {
        Path missing = folder.resolve("missing");
        BStackOptions creating = BStackOptions.defaults().createsMissing(true);
        assertThrows(NoSuchFileException.class, () -> BStackAllocators.open(missing, creating));
        assertThrows(NoSuchFileException.class, () -> BStackAllocators.openReadOnly(missing, creating));
        assertTrue(Files.notExists(missing));
    }
}
