package bstack.crashtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.core.Commit;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The events of the Flight Recorder, and their settings file. */
final class FlightRecorderTest {
    private static final Path SETTINGS = Path.of("..", "docs", "bstack.jfc");

    @TempDir
    Path folder;

    /** What happens while something is recorded. */
    @FunctionalInterface
    private interface Work {
        void run(Path file) throws IOException;
    }

    private List<RecordedEvent> record(Map<String, String> settings, Work work) throws IOException {
        Path file = folder.resolve("x.bstack");
        Path recorded = folder.resolve("x.jfr");
        try (Recording recording = new Recording(settings)) {
            recording.start();
            work.run(file);
            recording.stop();
            recording.dump(recorded);
        }
        return RecordingFile.readAllEvents(recorded).stream()
                .filter(e -> e.getEventType().getName().startsWith("bstack."))
                .toList();
    }

    private static Map<String, String> all() {
        Map<String, String> settings = new TreeMap<>();
        for (String name : List.of("Commit", "Checkpoint", "Recovery", "JournalMove", "LargeData", "Growth")) {
            settings.put("bstack." + name + "#enabled", "true");
            settings.put("bstack." + name + "#threshold", "0 ms");
        }
        return settings;
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(e -> e.getEventType().getName().equals("bstack." + name))
                .toList();
    }

    @Test
    void eachKindTellsTheFileAndWhatHasHappened() throws IOException {
        List<RecordedEvent> events = record(all(), file -> {
            try (BStack stack = BStack.open(file, BStackOptions.defaults().journalSize(64 << 10))) {
                stack.push(new byte[100]);
                stack.operate(() -> stack.extend(50));
                stack.push(new byte[3 << 20]);
                for (int i = 0; i < 200; i++) {
                    stack.set(0, new byte[100]);
                }
                List<Commit<Long>> submitted = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    submitted.add(stack.submit(() -> stack.push(new byte[1])));
                }
                submitted.get(9).await();
            }
        });
        assertEquals(1, named(events, "Recovery").size());
        List<RecordedEvent> commits = named(events, "Commit");
        assertEquals(213, commits.stream().mapToLong(e -> e.getLong("commits")).sum());
        assertEquals(
                List.of(),
                commits.stream()
                        .filter(e -> e.getLong("frameSize") < 512 || e.getLong("frameSize") % 512 != 0)
                        .toList());
        RecordedEvent growth = named(events, "Growth").get(0);
        assertEquals(100, growth.getLong("from"));
        assertEquals(150, growth.getLong("to"));
        RecordedEvent large = named(events, "LargeData").get(0);
        assertEquals(150, large.getLong("offset"));
        assertEquals(3 << 20, large.getLong("size"));
        assertTrue(named(events, "JournalMove").get(0).getLong("fileSize") > 3 << 20);
        assertTrue(named(events, "Checkpoint").stream().anyMatch(e -> e.getLong("journalBytes") > 0));
        String name = folder.resolve("x.bstack").toString();
        assertTrue(events.stream().allMatch(e -> e.getString("file").equals(name)));
    }

    @Test
    void theSettingsFileNamesEveryKindAndRecordsTheRareOnes() throws IOException, ParseException {
        Map<String, String> settings = Configuration.create(new StringReader(Files.readString(SETTINGS)))
                .getSettings();
        assertEquals(all().keySet(), new TreeMap<>(settings).keySet());
        List<RecordedEvent> events = record(settings, file -> {
            try (BStack stack = BStack.open(file)) {
                stack.push(new byte[1]);
            }
        });
        assertEquals(1, named(events, "Recovery").size());
    }
}
