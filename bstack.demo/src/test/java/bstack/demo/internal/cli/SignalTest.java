package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A signal in the middle of a command leaves nothing behind of what the command keeps for its own purposes. */
@Tag("campaign")
class SignalTest extends CommandTest {
    private static final int FIRST_OF_SIGNALS = 128;
    private static final int LARGE = 20 << 20;
    private static final int ATTEMPTS = 30;

    private Path work;
    private Path temporary;

    /** {@return the names in a folder} */
    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private Path storeInItsOwnFolder(String allocator) throws IOException {
        work = Files.createDirectory(folder.resolve("work"));
        temporary = Files.createDirectory(folder.resolve("temporary"));
        Path store = work.resolve("store.bstack");
        run("create", store, "--allocator", allocator).succeeded();
        return store;
    }

    private void assertNothingIsLeft(String... besidesTheStore) throws IOException {
        Set<String> expected = Stream.concat(Stream.of("store.bstack"), Stream.of(besidesTheStore))
                .collect(Collectors.toSet());
        assertEquals(expected, names(work));
        assertEquals(Set.of(), names(temporary));
    }

    @ParameterizedTest
    @CsvSource({"put, INT, 2", "put, TERM, 15", "put, HUP, 1", "put, KILL, 9", "push, INT, 2", "push, TERM, 15"})
    void whatIsSpooledFromAPipeHasNoNameAtAnyTime(String command, String signal, int number) throws Exception {
        Path store = storeInItsOwnFolder(command.equals("push") ? "linear" : "first-fit");
        Object[] args = command.equals("push") ? new Object[] {command, store} : new Object[] {command, store, "key"};
        try (CommandProcess process = CommandProcess.start(temporary, args)) {
            process.assumeObeys(number);
            OutputStream in = process.process().getOutputStream();
            in.write(new byte[LARGE]);
            in.flush();
            CommandProcess.until("a spool without a name", process::hasNamelessFile);
            assertNothingIsLeft();
            process.signal(signal);
            assertEquals(FIRST_OF_SIGNALS + number, process.exitCode());
            assertEquals("", process.errors());
        }
        assertNothingIsLeft();
        run("check", store).succeeded();
        assertEquals(
                command.equals("push") ? "0\n" : "",
                run(command.equals("push") ? "len" : "ls", store).succeeded().out());
    }

    @ParameterizedTest
    @CsvSource({"get, INT, 2", "get, TERM, 15", "get, HUP, 1", "export, INT, 2", "export, TERM, 15", "export, HUP, 1"})
    void aFileThatIsNotCompleteGoes(String command, String signal, int number) throws Exception {
        Path store = storeInItsOwnFolder("first-fit");
        runWithInput(new byte[LARGE], "put", store, "large").succeeded();
        Path out = Files.createDirectory(work.resolve("out"));
        Object[] args = command.equals("get")
                ? new Object[] {command, store, "large", "-o", out.resolve("large")}
                : new Object[] {command, store, out};
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try (CommandProcess process = CommandProcess.start(temporary, args)) {
                process.assumeObeys(number);
                CommandProcess.until("begun", () -> !names(out).isEmpty());
                process.signal("STOP");
                boolean inTheMiddle =
                        !names(out).contains("large") && !names(out).isEmpty();
                if (inTheMiddle) {
                    process.signal(signal);
                }
                process.signal("CONT");
                int code = process.exitCode();
                assertEquals(
                        List.of(),
                        names(out).stream()
                                .filter(name -> !name.equals("large"))
                                .toList());
                if (code == FIRST_OF_SIGNALS + number) {
                    assertEquals("", process.errors());
                    assertNothingIsLeft("out");
                    return;
                }
            }
            Files.deleteIfExists(out.resolve("large"));
        }
        assumeTrue(false, "the command was always quicker");
    }

    @ParameterizedTest
    @CsvSource({"INT, 2", "TERM, 15", "HUP, 1"})
    void theToursFolderGoesAndItsOtherProcessEnds(String signal, int number) throws Exception {
        temporary = folder.resolve("temporary");
        try (CommandProcess process = CommandProcess.start(temporary, "tour")) {
            process.assumeObeys(number);
            process.process().getInputStream().skipNBytes(1);
            CommandProcess.until(
                    "a tour's other process",
                    () -> process.process().descendants().findAny().isPresent());
            List<ProcessHandle> others = process.process().descendants().toList();
            assertTrue(names(temporary).stream().anyMatch(name -> name.startsWith("bstack-tour-")));
            process.signal(signal);
            assertEquals(FIRST_OF_SIGNALS + number, process.exitCode());
            for (ProcessHandle other : others) {
                CommandProcess.until("the other process has ended", () -> !other.isAlive());
            }
            assertEquals("", process.errors());
        }
        assertEquals(Set.of(), names(temporary));
    }
}
