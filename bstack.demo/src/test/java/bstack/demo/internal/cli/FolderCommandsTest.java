package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** import and export. */
class FolderCommandsTest extends CommandTest {
    /** It sets the times of links, and of what is treated like one, to the microsecond. */
    private static final int LAST_JAVA_WITH_COARSE_TIMES = 21;

    private Path source;
    private Path target;

    @BeforeEach
    void makeAFolderWithAllKindsOfThings() throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
        target = folder.resolve("target");
        Files.writeString(source.resolve("plain.txt"), "plain");
        Files.writeString(source.resolve(".hidden"), "hidden");
        Files.writeString(source.resolve("empty-file"), "");
        Files.write(source.resolve("large"), new byte[(3 << 20) + 1]);
        Files.writeString(source.resolve(" odd \"name\" \n\\ \u00e9\ud83d\ude00 -x"), "odd");
        Files.writeString(Path.of(URI.create(source.toUri() + "not-utf8-%ff")), "bytes");
        Path sub = Files.createDirectories(source.resolve("sub/deeper"));
        Files.writeString(sub.resolve("script.sh"), "#!/bin/sh\n");
        Files.createDirectories(source.resolve("empty-folder/in-it"));
        Files.createSymbolicLink(source.resolve("link-to-file"), Path.of("plain.txt"));
        Files.createSymbolicLink(source.resolve("link-to-folder"), Path.of("sub/deeper"));
        Files.createSymbolicLink(source.resolve("dangling"), Path.of("../nowhere/at all"));
        Files.setAttribute(sub.resolve("script.sh"), "unix:mode", 0755);
        Files.setAttribute(source.resolve("plain.txt"), "unix:mode", 0400);
        Files.setAttribute(source.resolve("empty-folder"), "unix:mode", 01700);
        Files.setAttribute(sub, "unix:mode", 0555);
    }

    /** {@return everything below a folder: type, permission bits, time, and content or target of a link} */
    private static Map<String, String> facts(Path root) throws IOException {
        Map<String, String> facts = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.filter(p -> !p.equals(root)).toList()) {
                Map<String, Object> unix = new TreeMap<>(
                        Files.readAttributes(path, "unix:mode,lastModifiedTime", LinkOption.NOFOLLOW_LINKS));
                String content = "";
                if (Files.isSymbolicLink(path)) {
                    content = "-> " + Files.readSymbolicLink(path);
                } else if (Files.isRegularFile(path)) {
                    content = Files.size(path) + ":" + Arrays.hashCode(Files.readAllBytes(path));
                }
                if (Runtime.version().feature() <= LAST_JAVA_WITH_COARSE_TIMES) {
                    unix.computeIfPresent(
                            "lastModifiedTime", (name, time) -> ((FileTime) time).to(TimeUnit.MICROSECONDS));
                }
                facts.put(
                        path.toUri()
                                .toString()
                                .substring(root.toUri().toString().length()),
                        unix + content);
            }
        }
        return facts;
    }

    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void aFolderComesOutExactlyAsItWentIn(String allocator) throws IOException {
        Path store = newStore(allocator);
        Result imported = run("import", store, source);
        assertEquals(Bstack.DONE, imported.code(), imported.err());
        assertTrue(imported.err().matches("stored 14 files, 3\\.0 MiB, in .* s\n"), imported.err());
        assertEquals(
                Set.copyOf(run("ls", store).out().lines().toList()),
                Set.copyOf(imported.out().lines().toList()));
        Result exported = run("export", store, target);
        assertEquals(Bstack.DONE, exported.code(), exported.err());
        assertEquals(facts(source), facts(target));
        run("check", store).succeeded();
    }

    @Test
    void aSecondImportReplacesWhatHasChanged() throws IOException {
        Path store = newStore();
        run("import", store, source);
        Files.delete(source.resolve("plain.txt"));
        Files.writeString(source.resolve("plain.txt"), "changed");
        Files.writeString(source.resolve("new"), "new");
        assertEquals(Bstack.DONE, run("import", store, source).code());
        assertEquals("changed", run("get", store, "plain.txt").succeeded().out());
        assertEquals("new", run("get", store, "new").succeeded().out());
        assertEquals("plain.txt", run("get", store, "link-to-file").succeeded().out());
        run("get", store, "sub").failed("is a folder");
        run("check", store).succeeded();
    }

    @Test
    void exportOverwritesNothingUnlessForced() throws IOException {
        Path store = newStore();
        run("put", store, "a", newFile("a", "new a")).succeeded();
        run("put", store, "b/c", newFile("c", "new c")).succeeded();
        Files.createDirectories(target);
        Files.writeString(target.resolve("a"), "old a");
        run("export", store, target).failed("exists already: nothing was written");
        assertEquals("old a", Files.readString(target.resolve("a")));
        assertFalse(Files.exists(target.resolve("b")));
        assertEquals(Bstack.DONE, run("export", store, target, "--force").code());
        assertEquals("new a", Files.readString(target.resolve("a")));
        assertEquals("new c", Files.readString(target.resolve("b/c")));
    }

    @Test
    void exportSelectsByPrefix() throws IOException {
        Path store = newStore();
        run("put", store, "a/1").succeeded();
        run("put", store, "b/1").succeeded();
        assertEquals(Bstack.DONE, run("export", store, target, "--prefix", "b/").code());
        assertTrue(Files.exists(target.resolve("b/1")));
        assertFalse(Files.exists(target.resolve("a")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../escaped", "/tmp/escaped", "a/../../escaped", "a//b", "a/", ".", "..", "a/./b"})
    void aKeyThatLeadsOutOfTheFolderIsLeftOut(String key) throws IOException {
        Path store = newStore();
        run("put", store, key, newFile("content", "content")).succeeded();
        run("put", store, "good", newFile("content", "content")).succeeded();
        Result result = run("export", store, target);
        assertEquals(Bstack.FAILED, result.code());
        assertTrue(result.err().startsWith("bstack: left out " + key + ": it cannot be a file name"), result.err());
        assertTrue(result.err().endsWith("; left out 1\n"), result.err());
        try (Stream<Path> written = Files.walk(target)) {
            assertEquals(Set.of(target, target.resolve("good")), Set.copyOf(written.toList()));
        }
        assertFalse(Files.exists(folder.resolve("escaped")));
    }

    @Test
    void nothingIsWrittenThroughALinkToAFolder() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.createDirectories(target);
        Files.createSymbolicLink(target.resolve("way-out"), outside);
        Path store = newStore();
        run("put", store, "way-out/file").succeeded();
        Result result = run("export", store, target, "--force");
        assertEquals(Bstack.FAILED, result.code());
        assertTrue(result.err().contains("it is not a folder"), result.err());
        try (Stream<Path> written = Files.list(outside)) {
            assertEquals(0, written.count());
        }
    }

    @Test
    void aLinkInTheStoreIsNoWayOutEither() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Path trap = Files.createDirectory(folder.resolve("trap"));
        Files.createSymbolicLink(trap.resolve("a"), outside);
        Path store = newStore();
        assertEquals(Bstack.DONE, run("import", store, trap).code());
        run("put", store, "a/file").succeeded();
        assertEquals(Bstack.FAILED, run("export", store, target).code());
        assertTrue(Files.isSymbolicLink(target.resolve("a")));
        try (Stream<Path> written = Files.list(outside)) {
            assertEquals(0, written.count());
        }
    }

    @Test
    void theStoreItselfIsLeftOutOfItsImport() throws IOException {
        Path store = source.resolve("store.bstack");
        run("create", store).succeeded();
        Result result = run("import", store, source);
        assertEquals(Bstack.DONE, result.code(), result.err());
        assertFalse(run("ls", store).out().contains("store.bstack"));
    }

    @Test
    void whatCannotBeStoredIsReportedAndTheRestIsStored() throws Exception {
        Path pipe = source.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        Path store = newStore();
        Result result = run("import", store, source);
        assertEquals(Bstack.FAILED, result.code());
        assertTrue(result.err().contains("left out " + pipe + ": it is neither file, folder nor link"), result.err());
        assertEquals("plain", run("get", store, "plain.txt").succeeded().out());
    }

    @Test
    void aFolderThatIsNotThereIsAFailure() throws IOException {
        Path store = newStore();
        byte[] before = Files.readAllBytes(store);
        run("import", store, folder.resolve("missing")).failed("no such folder");
        run("import", store, newFile("file", "x")).failed("is not a folder");
        run("export", store, newFile("file", "x")).failed("is not a folder");
        assertArrayEquals(before, Files.readAllBytes(store));
    }
}
