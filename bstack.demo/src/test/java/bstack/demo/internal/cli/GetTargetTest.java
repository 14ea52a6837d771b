package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.demo.internal.files.OutputFile;
import bstack.demo.internal.store.ObjectAttributes;
import bstack.demo.internal.store.ObjectType;
import bstack.demo.internal.tour.ChildJvm;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code get -o} writes to, and with what permissions. */
class GetTargetTest extends CommandTest {
    private static final String VALUE = "the value\n";

    private Path store;

    @BeforeEach
    void putAValueOfAPrivateFile() throws IOException {
        store = newStore();
        Path source = newFile("source", VALUE);
        setMode(source, 0640);
        run("put", store, "key", source).succeeded();
        Files.delete(source);
    }

    private static void setMode(Path file, int mode) throws IOException {
        Files.setAttribute(file, "unix:mode", mode);
    }

    private static int mode(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }

    private static Object inode(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino");
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    @Test
    void aNewFileGetsTheStoredPermissions() throws IOException {
        Path target = folder.resolve("new");
        run("get", store, "key", "-o", target).succeeded();
        assertEquals(VALUE, Files.readString(target));
        assertEquals(0640, mode(target));
    }

    @Test
    void aNewFileDoesNotActForItsOwner() throws IOException {
        Path program = newFile("program", VALUE);
        setMode(program, 06755);
        run("put", store, "program", program).succeeded();
        run("get", store, "program", "-o", folder.resolve("copy")).succeeded();
        assertEquals(0755, mode(folder.resolve("copy")));
    }

    @Test
    void whereAStoredLinkLeadsIsNotWrittenIntoAFileForAllToChange() throws IOException {
        Path source = Files.createDirectory(folder.resolve("links"));
        Files.createSymbolicLink(source.resolve("link"), Path.of("somewhere"));
        run("import", store, source);
        run("get", store, "link", "-o", folder.resolve("copy")).succeeded();
        assertEquals("somewhere", Files.readString(folder.resolve("copy")));
        assertEquals(ObjectAttributes.DEFAULT_PERMISSIONS, mode(folder.resolve("copy")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0600, 0604, 0444, 0777, 01755})
    void anExistingFileIsReplacedAndKeepsItsPermissions(int mode) throws IOException {
        Path target = newFile("target", "what was there, and longer than the value");
        Path before = Files.createLink(folder.resolve("before"), target);
        setMode(target, mode);
        run("get", store, "key", "-o", target).succeeded();
        assertEquals(VALUE, Files.readString(target));
        assertEquals(mode, mode(target));
        assertEquals("what was there, and longer than the value", Files.readString(before));
    }

    @Test
    void anExistingFileKeepsItsOwnerAndGroup() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give files away");
        Path target = newFile("target", "old");
        Files.setAttribute(target, "unix:uid", 12345);
        Files.setAttribute(target, "unix:gid", 23456);
        setMode(target, 0640);
        run("get", store, "key", "-o", target).succeeded();
        assertEquals(12345, Files.getAttribute(target, "unix:uid"));
        assertEquals(23456, Files.getAttribute(target, "unix:gid"));
        assertEquals(0640, mode(target));
    }

    @Test
    void whileItIsWrittenOnlyItsOwnerMayReadIt() throws IOException {
        ObjectAttributes open = new ObjectAttributes(ObjectType.FILE, 0666, Instant.EPOCH);
        List<Integer> modes = new ArrayList<>();
        Path target = folder.resolve("target");
        new OutputFile(target).replace(open, out -> {
            out.write(1);
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(f -> !f.equals(store)).toList()) {
                    modes.add(mode(file));
                }
            }
        });
        assertEquals(List.of(0600), modes);
        assertEquals(0666, mode(target));
    }

    @Test
    void theTemporaryFilesNameIsNeverTheSameSoThatNobodyCanPutALinkThere() throws IOException {
        List<String> temporaries = new ArrayList<>();
        Path target = folder.resolve("target");
        for (int i = 0; i < 2; i++) {
            Set<String> before = names();
            new OutputFile(target).replace(ObjectAttributes.ofValue(Instant.EPOCH), out -> {
                Set<String> now = names();
                now.removeAll(before);
                temporaries.addAll(now);
            });
        }
        assertEquals(2, Set.copyOf(temporaries).size(), temporaries::toString);
    }

    @Test
    void aLinkStaysAndWhatItLeadsToIsWritten() throws IOException {
        Path real = newFile("real", "what was there, and longer than the value");
        setMode(real, 0604);
        Object inode = inode(real);
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("real"));
        Path second = Files.createSymbolicLink(folder.resolve("second"), Path.of("link"));
        run("get", store, "key", "-o", second).succeeded();
        assertTrue(Files.isSymbolicLink(link) && Files.isSymbolicLink(second));
        assertEquals(VALUE, Files.readString(real));
        assertEquals(0604, mode(real));
        assertEquals(inode, inode(real));
    }

    @Test
    void aLinkThatLeadsNowhereIsWhereTheFileIsMade() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("real"));
        run("get", store, "key", "-o", link).succeeded();
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(VALUE, Files.readString(folder.resolve("real")));
        assertEquals(0640, mode(folder.resolve("real")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"})
    void aNameOfStandardOutputIsStandardOutput(String name) throws IOException {
        assumeTrue(name.equals("-") || Files.exists(Path.of(name)), "no " + name + " here");
        assertEquals(VALUE, run("get", store, "key", "-o", name).succeeded().out());
        assertFalse(names().contains("-"));
    }

    @Test
    void aLinkToStandardOutputIsStandardOutputToo() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("out"), Path.of("/dev/stdout"));
        assertEquals(VALUE, run("get", store, "key", "-o", link).succeeded().out());
        assertTrue(Files.isSymbolicLink(link));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/stdout", "/dev/stderr"})
    void aLogThatAShellHasOpenedForAppendingIsAppendedTo(String name) throws Exception {
        Path log = newFile("log", "old line\n");
        ProcessBuilder builder = ChildJvm.of("get", store.toString(), "key", "-o", name);
        Process process = builder.redirectOutput(Redirect.appendTo(log.toFile()))
                .redirectError(Redirect.appendTo(log.toFile()))
                .start();
        assertEquals(0, process.waitFor());
        assertEquals("old line\n" + VALUE, Files.readString(log));
    }

    @Test
    void anotherDescriptorOfAShellIsAppendedTo() throws Exception {
        Path log = newFile("log", "old line\n");
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "exec 3>>\"$0\"; exec \"$@\"", log.toString()));
        command.addAll(
                ChildJvm.of("get", store.toString(), "key", "-o", "/dev/fd/3").command());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> "failed");
        assertEquals("old line\n" + VALUE, Files.readString(log));
    }

    @Test
    void aPipeIsWrittenToAndTheStoreIsNotHeldUntilItsReaderComes() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        try (CommandProcess process =
                CommandProcess.start(folder.resolve("temporary"), "get", store, "key", "-o", pipe)) {
            // It may not have opened the store yet; when it has, and while it waits for a reader, a writer gets in.
            CommandProcess.until("a change", () -> run("put", store, "other").code() == Bstack.DONE);
            assertEquals(VALUE, Files.readString(pipe));
            assertEquals(0, process.exitCode());
            assertEquals("", process.errors());
        }
        assertFalse(Files.isRegularFile(pipe));
    }

    @Test
    void aDeviceIsWrittenTo() throws IOException {
        assumeTrue(Files.exists(Path.of("/dev/null")), "no /dev/null here");
        run("get", store, "key", "-o", "/dev/null").succeeded();
        assertFalse(Files.isRegularFile(Path.of("/dev/null")));
        if (Files.exists(Path.of("/dev/full"))) {
            run("get", store, "key", "-o", "/dev/full").failed("/dev/full: No space left");
        }
    }

    @Test
    void aFolderThatTakesNoFileIsNamed() throws IOException {
        run("get", store, "key", "-o", folder.resolve("missing/file")).failed("missing: no such folder");
        run("get", store, "key", "-o", folder).failed("is a folder");
        FileAttribute<?> readOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x"));
        Path closed = Files.createDirectory(folder.resolve("closed"), readOnly);
        if (!Files.isWritable(closed)) {
            run("get", store, "key", "-o", closed.resolve("file")).failed("closed: permission denied");
        }
    }
}
