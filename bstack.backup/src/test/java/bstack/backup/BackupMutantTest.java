package bstack.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * Rules of snapshots and of chains, each left out of a copy of the sources: a test finds that. The changed class is loaded
 * in place of the other, together with all classes of this project.
 */
@Tag("campaign")
final class BackupMutantTest {
    /** How often a test is run that depends on a seed. */
    private static final int RUNS = 6;

    private static final Path BACKUP = Path.of("src", "main", "java", "bstack", "backup", "internal");
    private static final Path CORE = Path.of("..", "bstack.core", "src", "main", "java", "bstack", "core", "internal");

    @TempDir
    Path folder;

    /** What finds a mutant. */
    private enum Finder {
        STOPPED(ChainCrashTest.class, "stoppedAtAnyCallAChainHasWhatWasDurable"),
        YEAR(ChainCrashTest.class, "aYearOfSmallCommitsStaysSmall"),
        BITS(GoldenFilesTest.class, "everyBitOfEveryFileIsCheckedByAVerification"),
        SNAPSHOT(SnapshotModelTest.class, "aSnapshotIsTheStateOfItsNumberAndTheRestIsFollowed");

        private final Class<?> test;
        private final String method;

        Finder(Class<?> test, String method) {
            this.test = test;
            this.method = method;
        }
    }

    /** What a mutant does wrong, and how. */
    enum BackupMutant {
        /** Sound sources, for comparison. */
        NONE(Finder.STOPPED, BACKUP, "chain/Base.java", "final class Base {", "final class Base {"),
        /** Sound sources, for comparison. */
        NONE_OF_CORE(
                Finder.SNAPSHOT,
                CORE,
                "snapshot/SnapshotCopy.java",
                "final class SnapshotCopy {",
                "final class SnapshotCopy {"),
        /** The checksums of a base get their name before they are durable. */
        SUMS_ARE_NOT_FLUSHED(
                Finder.STOPPED,
                BACKUP,
                "chain/Base.java",
                "file.write(0, sums.encode());\n            file.sync();",
                "file.write(0, sums.encode());"),
        /** The name of a base is not durable when it counts. */
        FOLDER_IS_NOT_FLUSHED_AFTER_A_BASE(
                Finder.STOPPED,
                BACKUP,
                "chain/Base.java",
                "folder.rename(temporary, Names.sums(number));\n        folder.sync();",
                "folder.rename(temporary, Names.sums(number));"),
        /** Frames count before they are durable. */
        FRAMES_ARE_NOT_FLUSHED(
                Finder.STOPPED,
                BACKUP,
                "format/SegmentWriter.java",
                "writeBlock(SegmentLayout.COUNTED);\n        file.sync();",
                "writeBlock(SegmentLayout.COUNTED);"),
        /** The name of a segment is not durable when its frames count. */
        FOLDER_IS_NOT_FLUSHED_AFTER_A_SEGMENT(
                Finder.STOPPED,
                BACKUP,
                "chain/Chain.java",
                "folder.rename(temporary, header.fileName());\n            folder.sync();",
                "folder.rename(temporary, header.fileName());"),
        /** What an interrupted write has left stays before the next block. */
        TORN_BLOCK_IS_NOT_CUT_OFF(
                Finder.STOPPED, BACKUP, "format/SegmentWriter.java", "file.truncate(found.end());", ""),
        /** A chain goes on with a source that it has not compared. */
        SOURCE_IS_NOT_COMPARED(
                Finder.STOPPED,
                BACKUP,
                "chain/Chain.java",
                "if (way == null || !isSame(stack, way)) {",
                "if (way == null || !isSame(stack, way) && sequence < 0) {"),
        /** A restored file gets its name before it is durable. */
        RESTORED_FILE_IS_NOT_FLUSHED(
                Finder.STOPPED,
                BACKUP,
                "chain/Restoration.java",
                "file.write(0, Base.header(writing.length));\n            file.sync();",
                "file.write(0, Base.header(writing.length));"),
        /** A compaction deletes the base that it needs. */
        BASE_IS_DELETED(
                Finder.STOPPED,
                BACKUP,
                "chain/Compaction.java",
                "if (number < state && number != base) {",
                "if (number < state) {"),
        /** Old segments are merged for ever. */
        NOTHING_BECOMES_A_BASE(
                Finder.YEAR,
                BACKUP,
                "chain/Compaction.java",
                "if (size > (Base.HEADER + length) + (Base.HEADER + length) / 2) {",
                "if (size < 0) {"),
        /** The blocks of a base are not checked. */
        BASE_IS_NOT_CHECKED(
                Finder.BITS, BACKUP, "chain/Base.java", "if (!sums.fits(i, block)) {", "if (sums.length() < 0) {"),
        /** A frame is skipped that is copied later, and one that is not. */
        FRAMES_ARE_NOT_APPLIED(
                Finder.SNAPSHOT,
                CORE,
                "snapshot/SnapshotCopy.java",
                "if (!feed.isStale(place, e.start(), e.end())) {",
                "if (feed.isStale(place, e.start(), e.end())) {"),
        /** A snapshot leaves frames out. */
        FRAMES_ARE_LEFT_OUT(
                Finder.SNAPSHOT,
                CORE,
                "feed/CommitFeed.java",
                "place.last = frame.number;\n            place.next = frame.next;",
                "place.last = frame.number;\n            place.next = frame.next == null ? null : frame.next.next;"),
        /** What is given up for want of memory is not copied again. */
        EVICTED_FRAME_IS_NOT_MARKED(
                Finder.SNAPSHOT,
                CORE,
                "feed/CommitFeed.java",
                "oldest.edits.extents().forEach(e -> place.stale.mark(e.start(), e.end()));",
                ""),
        /** Large data are overwritten before a follower has had them. */
        OVERWRITTEN_BYTES_ARE_NOT_SAVED(
                Finder.SNAPSHOT, CORE, "commit/JournalLog.java", "if (feed.hasBytesInFile) {", "if (feed.missed) {"),
        /** A frame has the number of the one after it. */
        NUMBER_IS_TOO_LARGE(
                Finder.SNAPSHOT,
                CORE,
                "commit/JournalLog.java",
                "feed.committed(payload.published(), edits);",
                "feed.committed(payload.published() + 1, edits);");

        private final Finder finder;
        private final Path sources;
        private final String file;
        private final String original;
        private final String replacement;

        BackupMutant(Finder finder, Path sources, String file, String original, String replacement) {
            this.finder = finder;
            this.sources = sources;
            this.file = file;
            this.original = original;
            this.replacement = replacement;
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "NONE.*")
    void whatAMutantLeavesOutIsMissed(BackupMutant mutant) throws Exception {
        String verdict = run(mutant);
        System.out.println(mutant + ": " + verdict);
        assertTrue(!verdict.isEmpty(), mutant + " was not found");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "NONE.*")
    void soundSourcesSurviveTheSame(BackupMutant none) throws Exception {
        assertEquals("", run(none));
    }

    /** {@return what was found, empty for nothing} */
    private String run(BackupMutant mutant) throws Exception {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        compile(mutant, classes);
        try (Replacing loader = new Replacing(classes)) {
            Class<?> test = loader.loadClass(mutant.finder.test.getName());
            Constructor<?> constructor = test.getDeclaredConstructor();
            constructor.setAccessible(true);
            Method method = test.getDeclaredMethod(mutant.finder.method);
            method.setAccessible(true);
            for (int run = 0; run < RUNS; run++) {
                try {
                    method.invoke(constructor.newInstance());
                } catch (InvocationTargetException e) {
                    return String.valueOf(e.getCause()).lines().findFirst().orElse("something");
                }
            }
            return "";
        }
    }

    private static URL location(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    private void compile(BackupMutant mutant, Path classes) throws IOException, URISyntaxException {
        String source = Files.readString(mutant.sources.resolve(mutant.file));
        int at = source.indexOf(mutant.original);
        assertTrue(at >= 0, () -> mutant.file + " has changed, mend its mutants: it lacks " + mutant.original);
        assertTrue(
                source.indexOf(mutant.original, at + 1) < 0, () -> mutant.file + " has it twice: " + mutant.original);
        Path changed = folder.resolve("src").resolve(mutant.file);
        Files.createDirectories(changed.getParent());
        Files.writeString(changed, source.replace(mutant.original, mutant.replacement));
        StringBuilder path = new StringBuilder();
        for (URL url : List.of(location(BackupFolder.class), location(BStack.class), location(LoggerFactory.class))) {
            path.append(Path.of(url.toURI())).append(File.pathSeparator);
        }
        for (String entry : (System.getProperty("java.class.path")
                        + File.pathSeparator
                        + System.getProperty("jdk.module.path", ""))
                .split(File.pathSeparator)) {
            path.append(entry).append(File.pathSeparator);
        }
        StringWriter output = new StringWriter();
        int result = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        new PrintWriter(output),
                        new PrintWriter(output),
                        "-proc:none",
                        "-nowarn",
                        "-cp",
                        path.toString(),
                        "-d",
                        classes.toString(),
                        changed.toString());
        assertEquals(0, result, () -> mutant + " does not compile:\n" + output);
    }

    /** Loads all classes of the project itself, the changed ones first. */
    private static final class Replacing extends URLClassLoader {
        Replacing(Path classes) throws IOException {
            super(
                    new URL[] {
                        classes.toUri().toURL(),
                        Path.of("target", "test-classes").toUri().toURL(),
                        location(BackupMutantTest.class),
                        location(BackupFolder.class),
                        location(BStack.class)
                    },
                    BackupMutantTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded == null && name.startsWith("bstack.")) {
                    loaded = findClass(name);
                }
                return loaded == null ? super.loadClass(name, resolve) : loaded;
            }
        }
    }
}
