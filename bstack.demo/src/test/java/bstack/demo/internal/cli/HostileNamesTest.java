package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectAttributes;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.store.ValueSource;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names that would command a terminal, in every place where a command may say them: nothing of that gets through. */
class HostileNamesTest extends CommandTest {
    /** A colour, a control of eight bits, a change of direction, an escape that is none, a line end, a bell. */
    private static final String HOSTILE = "\u001b[31m\u009b2J\u202e\u2066\\x1b\n\u0007\u007f\u2028\u061c";

    private static final String SHOWN = "\\x1b[31m\\u009b2J\\u202e\\u2066\\\\x1b\\n\\x07\\x7f\\u2028\\u061c";

    private Path place;
    private Path store;

    @BeforeEach
    void makeAStoreInAHostilePlace() throws IOException {
        place = Files.createDirectory(folder.resolve(HOSTILE));
        store = place.resolve("store" + HOSTILE);
        quiet("create", store);
    }

    /** {@return what a command prints and says, which has to be harmless} */
    private static String quiet(Object... args) {
        return quietWith(Bstack.DONE, args);
    }

    private static String quietWith(int code, Object... args) {
        Result result = run(args);
        String said = result.out() + result.err();
        assertEquals(code, result.code(), said);
        assertHarmless(said);
        return said;
    }

    private static void assertHarmless(String said) {
        said.lines()
                .forEach(line -> line.codePoints().forEach(c -> {
                    int type = Character.getType(c);
                    assertFalse(
                            type == Character.CONTROL || type == Character.FORMAT || type == Character.LINE_SEPARATOR,
                            () -> "U+%04x in %s".formatted(c, line));
                }));
        assertFalse(said.contains("Exception"), said);
    }

    /** Checks that a failure is one line, which shows the name in full. */
    private static void failsAndNames(int code, Object... args) {
        String said = quietWith(code, args);
        assertTrue(said.startsWith("bstack: ") && said.contains(SHOWN), said);
        assertEquals(said.length() - 1, said.indexOf('\n'), said);
    }

    @Test
    void whatWorksPrintsThemHarmlessly() throws IOException {
        Path source = Files.createDirectory(place.resolve("source"));
        Files.writeString(source.resolve("file" + HOSTILE), "content");
        assertTrue(quiet("import", store, source).contains("file" + SHOWN + "\n"));
        quiet("put", store, HOSTILE, source.resolve("file" + HOSTILE));
        assertEquals(SHOWN + "\nfile" + SHOWN + "\n", quiet("ls", store));
        assertTrue(quiet("ls", store, "--long").contains("  " + SHOWN + "\n"));
        assertTrue(quiet("info", store).contains("store" + SHOWN));
        assertTrue(quiet("check", store).contains("store" + SHOWN));
        quiet("export", store, place.resolve("target"));
        assertEquals("content", quiet("get", store, HOSTILE));
        quiet("rm", store, HOSTILE);
        assertTrue(quiet("create", place.resolve("second" + HOSTILE)).contains("second" + SHOWN));
    }

    @Test
    void whatIsForProgramsIsJsonThatATerminalMaySee() throws IOException {
        quiet("put", store, HOSTILE);
        try (ObjectStore objects = ObjectStore.in(BStackAllocators.open(store))) {
            objects.put(Key.ofBytes(new byte[] {-1, '"'}), attributes(), ValueSource.of(new byte[1]));
        }
        String escaped = "\\u001b[31m\\u009b2J\\u202e\\u2066\\\\x1b\\u000a\\u0007\\u007f\\u2028\\u061c";
        String listed = quiet("ls", store, "--json");
        assertTrue(listed.contains("{\"key\": \"" + escaped + "\""), listed);
        assertTrue(listed.contains("\"key\": \"\\\\xff\\\"\", \"keyHex\": \"ff22\""), listed);
        for (String command : List.of("info", "check")) {
            String json = quiet(command, store, "--json");
            assertTrue(json.contains("store" + escaped + "\""), json);
        }
        try (BStackAllocator heap = BStackAllocators.open(store)) {
            heap.alloc(100);
        }
        String findings = quietWith(Bstack.FAILED, "check", store, "--json");
        assertTrue(findings.contains("\"sound\": false"), findings);
    }

    @Test
    void theRawListIsRaw() {
        quiet("put", store, HOSTILE);
        assertEquals(HOSTILE + "\0", run("ls", store, "--null").succeeded().out());
    }

    @Test
    void whateverFailsNamesThemHarmlessly() throws IOException {
        Map<String, List<Object>> commands = commandsThatOpenAFile();
        Path missing = place.resolve("missing" + HOSTILE);
        Path other = Files.writeString(place.resolve("other" + HOSTILE), "\u001b[2J is no bstack file");
        Path empty = Files.createFile(place.resolve("empty" + HOSTILE));
        for (Map.Entry<String, List<Object>> command : commands.entrySet()) {
            for (Path file : List.of(missing, place, empty)) {
                failsAndNames(Bstack.FAILED, with(file, command));
            }
            assertHarmless(run(with(other, command)).err());
        }
        quietWith(Bstack.FAILED, "check", other);
        quietWith(Bstack.FAILED, "check", other, "--json");
        try (BStack stack = BStack.open(store)) {
            for (Map.Entry<String, List<Object>> command : commands.entrySet()) {
                failsAndNames(Bstack.FAILED, with(store, command));
            }
            assertEquals(48, stack.length());
        }
        failsAndNames(Bstack.FAILED, "create", store);
        failsAndNames(Bstack.FAILED, "create", place);
        failsAndNames(Bstack.FAILED, "create", folder.resolve("new"), "--allocator", HOSTILE);
    }

    private Map<String, List<Object>> commandsThatOpenAFile() {
        return Map.ofEntries(
                Map.entry("put", List.of("key")),
                Map.entry("get", List.of("key")),
                Map.entry("ls", List.of()),
                Map.entry("rm", List.of("key")),
                Map.entry("import", List.of(".")),
                Map.entry("export", List.of(folder.resolve("never-written"))),
                Map.entry("push", List.of()),
                Map.entry("pop", List.of("0")),
                Map.entry("peek", List.of()),
                Map.entry("len", List.of()),
                Map.entry("convert", List.of("-o", folder.resolve("never-converted"))),
                Map.entry("info", List.of()),
                Map.entry("check", List.of()));
    }

    private static Object[] with(Path file, Map.Entry<String, List<Object>> command) {
        List<Object> args = new ArrayList<>(List.of(command.getKey(), file));
        args.addAll(command.getValue());
        return args.toArray();
    }

    @Test
    void keysTargetsAndArgumentsAreNamedHarmlessly() throws IOException {
        quiet("put", store, "key");
        failsAndNames(Bstack.FAILED, "get", store, HOSTILE);
        failsAndNames(Bstack.FAILED, "rm", store, HOSTILE);
        failsAndNames(Bstack.FAILED, "put", store, "key", place.resolve("missing"));
        failsAndNames(Bstack.FAILED, "put", store, "key", place);
        failsAndNames(Bstack.FAILED, "get", store, "key", "-o", place);
        failsAndNames(Bstack.FAILED, "get", store, "key", "-o", place.resolve("missing/file"));
        failsAndNames(Bstack.FAILED, "get", store, "key", "-o", store);
        failsAndNames(Bstack.FAILED, "import", store, place.resolve("missing"));
        failsAndNames(Bstack.FAILED, "export", store, store);
        Path source = Files.createDirectory(place.resolve("source"));
        Files.createDirectory(source.resolve(HOSTILE));
        run("import", store, source);
        failsAndNames(Bstack.FAILED, "get", store, HOSTILE);
        Path target = Files.createDirectory(place.resolve("target"));
        Files.writeString(target.resolve("key"), "in the way");
        failsAndNames(Bstack.FAILED, "export", store, target);
        failsAndNames(Bstack.USAGE, HOSTILE);
        failsAndNames(Bstack.USAGE, "--" + HOSTILE);
        failsAndNames(Bstack.USAGE, "ls", store, "prefix", HOSTILE);
        failsAndNames(Bstack.USAGE, "pop", store, HOSTILE);
        failsAndNames(Bstack.USAGE, "peek", store, "--from", HOSTILE);
    }

    @Test
    void whatIsLeftOutOfATransferIsNamedHarmlessly() throws Exception {
        Path source = Files.createDirectory(place.resolve("source"));
        Path pipe = source.resolve("pipe" + HOSTILE);
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        Path undecodable = Path.of(URI.create(source.toUri() + "pipe-%ff"));
        Files.move(Files.move(pipe, source.resolve("moved")), undecodable);
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        String said = quietWith(Bstack.FAILED, "import", store, source);
        assertTrue(
                said.contains("left out " + folder + "/" + SHOWN + "/source/pipe" + SHOWN + ": it is neither"), said);
        assertTrue(said.contains("/source/pipe-\\xff: it is neither"), said);
        try (ObjectStore objects = ObjectStore.in(BStackAllocators.open(store))) {
            byte[] key = ("../\u001b" + HOSTILE).getBytes(StandardCharsets.UTF_8);
            objects.put(Key.ofBytes(key), attributes(), ValueSource.of(new byte[1]));
        }
        said = quietWith(Bstack.FAILED, "export", store, place.resolve("target"));
        assertTrue(said.contains("left out ../\\x1b" + SHOWN + ": it cannot be a file name"), said);
    }

    @Test
    void damageIsReportedHarmlessly() throws IOException {
        Path value = Files.writeString(place.resolve("value"), "x".repeat(3000));
        quiet("put", store, HOSTILE, value);
        byte[] bytes = Files.readAllBytes(store);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("x".repeat(3000));
        bytes[at + 50] = '\u001b';
        Files.write(store, bytes);
        failsAndNames(Bstack.FAILED, "get", store, HOSTILE);
        String findings = quietWith(Bstack.FAILED, "check", store);
        assertTrue(findings.contains("the value of '" + SHOWN + "'"), findings);
        quietWith(Bstack.FAILED, "check", store, "--json");
        Path unknown = place.resolve("unknown");
        try (BStack stack = BStack.open(unknown)) {
            stack.push(("0123456789abcdef" + HOSTILE.repeat(4)).getBytes(StandardCharsets.UTF_8));
        }
        failsAndNames(Bstack.FAILED, "ls", unknown);
    }

    @Test
    void theLogIsAsHarmless() throws Exception {
        List<String> options = List.of("-Dbstack.log=debug");
        Path temporary = folder.resolve("temporary");
        try (CommandProcess process = CommandProcess.startSayingAll(options, temporary, "ls", store)) {
            String log = new String(process.process().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(Bstack.DONE, process.exitCode());
            assertTrue(log.lines().allMatch(line -> line.startsWith("bstack: ")) && log.contains(SHOWN), log);
            assertHarmless(log);
        }
    }

    @Test
    void differentKeysAreNeverShownAlike() throws IOException {
        List<Key> keys = List.of(
                Key.of("\u001b"),
                Key.of("\\x1b"),
                Key.of("\\\\x1b"),
                Key.of("\\"),
                Key.of("\\\\"),
                Key.of("\u009b"),
                Key.of("\\u009b"),
                Key.ofBytes(new byte[] {(byte) 0x9b}),
                Key.of("\n"),
                Key.of("\\n"),
                Key.of("\ufffd"),
                Key.ofBytes(new byte[] {-1}));
        try (ObjectStore objects = ObjectStore.in(BStackAllocators.open(store))) {
            for (Key key : keys) {
                objects.put(key, attributes(), ValueSource.of(new byte[0]));
            }
        }
        assertEquals(
                keys.size(),
                quiet("ls", store).lines().collect(Collectors.toSet()).size());
    }

    private static ObjectAttributes attributes() {
        return ObjectAttributes.ofValue(Instant.EPOCH);
    }
}
