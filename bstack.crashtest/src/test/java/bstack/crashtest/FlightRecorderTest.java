package bstack.crashtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The events of the Flight Recorder, and their settings file. In another JVM: once begun, the recorder stays. */
@Tag("campaign")
final class FlightRecorderTest {
    private static final Path SETTINGS = Path.of("..", "docs", "bstack.jfc");
    private static final Set<String> KINDS = Set.of(
            "bstack.Commit",
            "bstack.Checkpoint",
            "bstack.Recovery",
            "bstack.JournalMove",
            "bstack.LargeData",
            "bstack.Growth");
    private static final int SECTOR = 512;
    private static final int PATIENCE_MINUTES = 2;

    @TempDir
    Path folder;

    private List<RecordedEvent> record(Path settings) throws IOException, InterruptedException {
        Path recorded = folder.resolve("x.jfr");
        File output = folder.resolve("output").toFile();
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:StartFlightRecording:settings=%s,filename=%s".formatted(settings, recorded),
                        "-cp",
                        System.getProperty("java.class.path"),
                        RecordedProgram.class.getName(),
                        folder.resolve("x.bstack").toString())
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        assertTrue(program.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES), "it does not end");
        assertEquals(0, program.exitValue(), () -> read(output.toPath()));
        return RecordingFile.readAllEvents(recorded).stream()
                .filter(e -> e.getEventType().getName().startsWith("bstack."))
                .toList();
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(e -> e.getEventType().getName().equals("bstack." + name))
                .toList();
    }

    @Test
    void eachKindTellsTheFileAndWhatHasHappened() throws IOException, InterruptedException {
        Path all = Files.writeString(folder.resolve("all.jfc"), read(SETTINGS).replace("10 ms", "0 ms"));
        List<RecordedEvent> events = record(all);
        assertEquals(KINDS, events.stream().map(e -> e.getEventType().getName()).collect(Collectors.toSet()));
        assertEquals(1, named(events, "Recovery").size());
        List<RecordedEvent> commits = named(events, "Commit");
        assertEquals(
                RecordedProgram.COMMITS,
                commits.stream().mapToLong(e -> e.getLong("commits")).sum());
        assertEquals(
                List.of(),
                commits.stream()
                        .filter(e -> e.getLong("frameSize") < SECTOR || e.getLong("frameSize") % SECTOR != 0)
                        .toList());
        RecordedEvent growth = named(events, "Growth").get(0);
        assertEquals(RecordedProgram.FIRST, growth.getLong("from"));
        assertEquals(RecordedProgram.GROWN, growth.getLong("to"));
        RecordedEvent large = named(events, "LargeData").get(0);
        assertEquals(RecordedProgram.GROWN, large.getLong("offset"));
        assertEquals(RecordedProgram.LARGE, large.getLong("size"));
        assertTrue(named(events, "JournalMove").get(0).getLong("fileSize") > RecordedProgram.LARGE);
        assertTrue(named(events, "Checkpoint").stream().anyMatch(e -> e.getLong("journalBytes") > 0));
        String name = folder.resolve("x.bstack").toString();
        assertTrue(events.stream().allMatch(e -> e.getString("file").equals(name)));
    }

    @Test
    void theSettingsFileRecordsAllButQuickCommits() throws IOException, InterruptedException {
        List<RecordedEvent> events = record(SETTINGS);
        assertEquals(1, named(events, "Recovery").size());
        assertTrue(
                named(events, "Commit").stream().allMatch(e -> e.getDuration().toMillis() >= 10));
        assertTrue(!named(events, "Checkpoint").isEmpty());
    }
}
