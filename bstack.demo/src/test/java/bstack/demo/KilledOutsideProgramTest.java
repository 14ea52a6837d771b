package bstack.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.BStackLockedException;
import bstack.core.BStackOptions;
import bstack.core.BStackOptions.Access;
import bstack.spi.BStackAllocators;
import bstack.spi.HeapInspection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A program outside the project, in every form in which programs get to their users, on the Java of this test and on an
 * older one: it opens a file, commits while it is interrupted, is killed and recovers, with the access to the file that the
 * documents promise for that form. {@code -Dbstack.seed=N} repeats the moments of the kills.
 */
@Tag("campaign")
@EnabledOnOs(OS.LINUX)
class KilledOutsideProgramTest {
    private static final String ENDLESS = "0";
    private static final String COMMITS = "40";
    private static final int KILLS = 3;
    private static final int THREADS = 3;
    private static final long SEED = Long.getLong("bstack.seed", System.nanoTime());

    @TempDir
    static Path programs;

    private static OutsideWorker worker;

    @TempDir
    Path folder;

    @BeforeAll
    static void compile() throws IOException {
        PackedJars.assume();
        System.out.println("seed: -Dbstack.seed=" + SEED);
        worker = new OutsideWorker(programs);
    }

    static Stream<Arguments> everyFormOnEveryJava() {
        return Stream.of(OutsideJdk.values())
                .flatMap(jdk -> Stream.of(OutsideForm.values()).map(form -> Arguments.of(form, jdk)));
    }

    @ParameterizedTest
    @MethodSource("everyFormOnEveryJava")
    void whatItHasCommittedIsThereAfterItWasKilled(OutsideForm form, OutsideJdk jdk) throws Exception {
        List<String> command = new ArrayList<>(worker.command(form, jdk));
        Random random = new Random(SEED + form.ordinal());
        Path file = folder.resolve("x.bstack");
        command.add(file.toString());

        List<String> creation = new ArrayList<>(command);
        creation.addAll(List.of(ENDLESS, random.nextBoolean() ? "first-fit" : "ghost-tree"));
        WorkerRun last = WorkerRun.killed(creation, folder, random);
        assertOpened(last, "AT_REST", form, jdk);
        command.add(ENDLESS);
        for (int i = 1; i < KILLS; i++) {
            WorkerRun next = WorkerRun.killed(command, folder, random);
            assertOpened(next, "JOURNAL", form, jdk);
            assertNothingIsLost(last, next);
            last = next;
        }
        command.set(command.size() - 1, COMMITS);
        WorkerRun end = WorkerRun.ended(command, folder);
        assertOpened(end, "JOURNAL", form, jdk);
        assertNothingIsLost(last, end);
        assertEquals(end.acknowledged(), end.foundAtTheEnd(), end::toString);
        assertEquals("0", end.said("in use"), end::toString);

        try (BStack stack = BStack.openReadOnly(file)) {
            assertEquals("AT_REST", stack.recovery().state().name());
        }
        HeapInspection inspection = BStackAllocators.inspect(file);
        assertTrue(inspection.isSound(), inspection::toString);
    }

    /** The file is opened as the form promises, and all that is in it is whole. */
    private static void assertOpened(WorkerRun run, String state, OutsideForm form, OutsideJdk jdk) {
        assertEquals(String.valueOf(jdk.version()), run.said("java"));
        boolean older = jdk == OutsideJdk.OLDER;
        Access expected = form.keepsVersions() && !older ? Access.NATIVE : Access.FILE_CHANNEL;
        assertEquals(expected.name(), run.said("access"), run::toString);
        List<String> logged = run.loggedStorages();
        if (expected == Access.NATIVE) {
            assertEquals(List.of(), logged);
        } else {
            assertEquals(1, logged.size(), run::toString);
            String reason = older
                    ? "INFO bstack.core.storage bstack uses its portable storage: native access needs Java 22"
                    : "WARN bstack.core.storage bstack falls back to its portable storage: this copy of bstack.core";
            assertTrue(logged.get(0).startsWith(reason), run::toString);
            assertEquals(!older, logged.get(0).contains("needs the line \"Multi-Release: true\""), run::toString);
        }
        assertEquals(state, run.said("opened"), run::toString);
        assertEquals("[]", run.said("unsound"), run::toString);
        assertEquals(THREADS, run.found().size(), run::toString);
    }

    /** Each thread's last commit that was printed is there, or the next one, which was in flight. */
    private static void assertNothingIsLost(WorkerRun killed, WorkerRun next) {
        Map<Integer, Integer> acknowledged = killed.acknowledged();
        next.found().forEach((thread, found) -> {
            int inFlight = found - acknowledged.get(thread);
            assertTrue(
                    inFlight == 0 || inFlight == 1,
                    () -> "thread %d has committed %d, and has %d after the kill; again with -Dbstack.seed=%d%n%s%n%s"
                            .formatted(thread, acknowledged.get(thread), found, SEED, killed, next));
        });
    }

    @ParameterizedTest
    @EnumSource
    void twoCopiesOfTheLibraryInOneJvmExcludeEachOther(OutsideJdk jdk) throws Exception {
        Path file = folder.resolve("x.bstack");
        BStack.open(file).close();
        List<String> command = new ArrayList<>(worker.twoCopies(jdk));
        command.add(file.toString());
        Path errors = folder.resolve("stderr");
        Process copies =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader out = copies.inputReader(StandardCharsets.UTF_8);
                Writer in = copies.outputWriter(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                if (line.equals("your turn")) {
                    assertThisProcessIsExcluded(file);
                    in.write("\n");
                    in.flush();
                }
            }
            assertEquals(0, copies.waitFor(), () -> lines.toString());
        } finally {
            copies.destroyForcibly();
        }
        String access = jdk == OutsideJdk.OLDER ? "FILE_CHANNEL" : "NATIVE";
        List<String> expected = new ArrayList<>();
        for (int length : new int[] {8, 16}) {
            expected.add("held " + access);
            for (int i = 0; i < 3; i++) {
                expected.add("open bstack.core.BStackLockedException true");
                expected.add("openReadOnly bstack.core.BStackLockedException true");
            }
            expected.add("your turn");
            expected.add("free, length " + length);
        }
        expected.add("done");
        assertEquals(expected, lines, () -> read(errors));
        // Nothing is left beside the file.
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    new TreeSet<>(List.of("stderr", "x.bstack")),
                    new TreeSet<>(
                            files.map(path -> path.getFileName().toString()).toList()));
        }
    }

    private static void assertThisProcessIsExcluded(Path file) {
        for (Access access : List.of(Access.NATIVE, Access.FILE_CHANNEL)) {
            BStackOptions options = BStackOptions.defaults().access(access);
            BStackLockedException locked = assertThrows(BStackLockedException.class, () -> BStack.open(file, options));
            assertFalse(locked.heldByThisJvm());
            assertThrows(BStackLockedException.class, () -> BStack.openReadOnly(file, options));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
