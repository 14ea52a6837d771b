package bstack.crashtest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.alloc.firstfit.FirstFitBStackAllocator;
import bstack.testkit.internal.crash.CrashCampaign;
import bstack.testkit.internal.process.JavaProcess;
import bstack.testkit.model.AllocatorFactory;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Rules of structures, each left out of a copy of the sources of bstack.collections: the campaign over maps, that over
 * queues, or that over compactions finds that. The changed classes come before the others on the class path of a JVM of its own.
 */
@Tag("campaign")
class MapMutantTest {
    private static final Path SOURCES = Path.of("..", "bstack.collections", "src", "main", "java");
    private static final Path INTERNAL = Path.of("bstack", "collections", "internal");
    private static final String MAPS = "maps";
    private static final String QUEUES = "queues";
    private static final String COMPACTIONS = "compactions";
    private static final String NOTHING = "NOTHING";
    private static final String FOUND = "FOUND ";
    private static final long STATES = 200_000;
    /** A compaction is checked by another one, which takes longer than to look at a map. */
    private static final long COMPACTION_STATES = 50_000;

    private static final long MINUTES = 10;

    @TempDir
    private Path folder;

    /** What a mutant does wrong, and how. */
    enum MapMutant {
        /** Sound sources, for comparison. */
        NONE("tree/Tree.java", "public long size()", "public long size()"),
        /** Page, header and value are changed in a transaction each, unless the caller has one. */
        PARTS_COMMIT_APART(
                "tree/Tree.java", "return change(change) == Boolean.TRUE;", "return change.run() == Boolean.TRUE;"),
        /** A new page is not named by its parent. */
        PARENT_IS_NOT_WRITTEN(
                "tree/Change.java", "replace(depth - 1, index + 1, index + old.size(), named);", "named.clear();"),
        /** A page in memory is used whatever is in the file. */
        STAMP_IS_NOT_READ(
                "page/PageFile.java", "return page != null && isStamped(page) ? page : null;", "return page;"),
        /** A page keeps its stamp when it is written. */
        STAMP_IS_NOT_NEW("page/PageFile.java", "page.seal(stamps.next());", "page.seal(page.stamp());"),
        /** What a transaction has changed in memory is there after it was rolled back. */
        ROLLED_BACK_PAGES_STAY("page/PageFile.java", "stack.onRollback(forget);", ""),
        /** What a transaction has changed in memory is not written when it commits. */
        PENDING_PAGES_ARE_NOT_WRITTEN("page/PageFile.java", "stack.beforeCommit(write);", ""),
        /** The slice of a value that is replaced or removed stays allocated. */
        VALUE_IS_NOT_FREED("tree/Values.java", "file.free(leaf.referenceStart(index), leaf.valueLength(index));", ""),
        /** The checksum of a value that is overwritten is that of the old one. */
        CHECKSUM_OF_VALUE_IS_OLD(
                "tree/Values.java",
                "file.toChange(leaf).setReference(index, slice.start(), Bytes.checksum(value, 0, value.length));",
                ""),
        /** The numbers in the header are not written after a removal. */
        COUNT_IS_NOT_WRITTEN("tree/Tree.java", """
                new Change(file, header, path).remove(index);
                        header.write();""", "new Change(file, header, path).remove(index);"),
        /** The pages of a structure that is dropped stay allocated. */
        DROPPED_PAGES_ARE_FORGOTTEN(
                "root/Directory.java", "retire(structure.tree(), joined);", "structure.tree().detach();"),
        /** Sound sources of queues, for comparison. */
        NONE_OF_QUEUES("queue/Taking.java", "void complete(Lease lease)", "void complete(Lease lease)"),
        /** What a transaction polls is passed over after it was rolled back. */
        ROLLED_BACK_REMOVAL_STAYS("queue/LeaseTable.java", "return !stays && free(lease);", "return !stays;"),
        /** An element of a transaction that is rolled back stays claimed. */
        ROLLED_BACK_CLAIM_STAYS("queue/Taking.java", "stack.onRollback(() -> takeBackClaim(lease));", ""),
        /** What is freed by a rollback is before the place where scans begin. */
        SCAN_BEGINS_TOO_LATE("queue/LeaseTable.java", "from = Math.min(from, lease.number);", ""),
        /** A completed element stays in the file. */
        COMPLETION_REMOVES_NOTHING(
                "queue/Taking.java",
                "if (!tree.delete(NumberCodec.key(lease.number))) {",
                "if (!tree.contains(NumberCodec.key(lease.number))) {"),
        /** Sound sources of compaction, for comparison. */
        NONE_OF_COMPACTIONS(COMPACTIONS, "tree/Relocation.java", "private void copy(", "private void copy("),
        /** The slice that a value has left stays allocated. */
        MOVED_VALUE_IS_NOT_FREED(COMPACTIONS, "tree/Relocation.java", "file.free(from.start(), from.length());", ""),
        /** The parent of a page that has moved names the old place. */
        PARENT_NAMES_THE_OLD_PLACE(
                COMPACTIONS,
                "tree/Relocation.java",
                "changed(changed, path, depth - 1).setChild(path.index(depth - 1), to.start());",
                "changed(changed, path, depth - 1);"),
        /** The directory names the place that a header has left. */
        DIRECTORY_NAMES_THE_OLD_HEADER(
                COMPACTIONS,
                "root/Directory.java",
                "tree.put(key(structure.name()), found.movedTo(moved.start()).encode());",
                "tree.put(key(structure.name()), found.encode());"),
        /** What is moved, named and freed is committed apart, where the caller has no transaction. */
        MOVE_COMMITS_APART(COMPACTIONS, "tree/Tree.java", """
                        return change(() -> {
                            TreeHeader header = header();
                            byte[] next = header.root() == 0 ? null : new Relocation(file, header, mover).along(key);
                            header.write();
                            return next;
                        });
                """, """
                        TreeHeader header = header();
                        byte[] next = header.root() == 0 ? null : new Relocation(file, header, mover).along(key);
                        header.write();
                        return next;
                """);

        private final String campaign;
        private final String file;
        private final String original;
        private final String replacement;

        MapMutant(String file, String original, String replacement) {
            this(file.startsWith("queue/") ? QUEUES : MAPS, file, original, replacement);
        }

        MapMutant(String campaign, String file, String original, String replacement) {
            this.campaign = campaign;
            this.file = file;
            this.original = original;
            this.replacement = replacement;
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "NONE.*")
    void whatAMutantLeavesOutIsMissed(MapMutant mutant) throws IOException, InterruptedException {
        String verdict = run(mutant);
        System.out.println(mutant + ": " + verdict);
        assertTrue(verdict.startsWith(FOUND), mutant + ": " + verdict);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "NONE.*")
    void soundSourcesSurviveTheSame(MapMutant none) throws IOException, InterruptedException {
        String verdict = run(none);
        assertTrue(verdict.equals(NOTHING), verdict);
    }

    private String run(MapMutant mutant) throws IOException, InterruptedException {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        compile(mutant, classes);
        Path output = folder.resolve("output");
        Process child = new ProcessBuilder(
                        JavaProcess.java(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-Dslf4j.internal.verbosity=ERROR",
                        "-Dbstack.crash.threads=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classes + File.pathSeparator + JavaProcess.classPath(),
                        MapMutantTest.class.getName(),
                        Long.toString(mutant.campaign.equals(COMPACTIONS) ? COMPACTION_STATES : STATES),
                        Long.toString(Long.getLong("bstack.seed", 1)),
                        mutant.campaign)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(child.waitFor(MINUTES, TimeUnit.MINUTES), mutant + " has not ended");
        } finally {
            child.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
        return lines.isEmpty() ? "no output" : lines.get(lines.size() - 1);
    }

    private void compile(MapMutant mutant, Path classes) throws IOException {
        Path file = INTERNAL.resolve(mutant.file);
        String source = Files.readString(SOURCES.resolve(file));
        int at = source.indexOf(mutant.original);
        assertTrue(at >= 0, () -> file + " has changed, mend its mutants: it does not contain " + mutant.original);
        assertTrue(source.indexOf(mutant.original, at + 1) < 0, () -> file + " has it twice: " + mutant.original);
        Path changed = folder.resolve("src").resolve(file);
        Files.createDirectories(changed.getParent());
        Files.writeString(changed, source.replace(mutant.original, mutant.replacement));
        StringWriter messages = new StringWriter();
        PrintWriter printer = new PrintWriter(messages);
        int result = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        printer,
                        printer,
                        "-proc:none",
                        "-nowarn",
                        "-cp",
                        JavaProcess.classPath(),
                        "-d",
                        classes.toString(),
                        changed.toString());
        assertTrue(result == 0, () -> mutant + " does not compile: " + messages);
    }

    /**
     * Runs the campaign, and prints a verdict.
     *
     * @param arguments states, seed, and which campaign
     */
    public static void main(String[] arguments) {
        try {
            AllocatorFactory factory = FirstFitBStackAllocator::open;
            CrashCampaign campaign = switch (arguments[2]) {
                case QUEUES -> QueueCrashTest.campaign(factory);
                case COMPACTIONS -> CompactionCrashTest.campaign(factory);
                default -> MapCrashTest.campaign(factory);
            };
            campaign.states(Long.parseLong(arguments[0]))
                    .seed(Long.parseLong(arguments[1]))
                    .stopAtFirst()
                    .run()
                    .assertSound();
            System.out.println(NOTHING);
        } catch (RuntimeException | AssertionError e) {
            System.out.println(FOUND + e.toString().replace('\n', ' '));
        }
        System.exit(0);
    }
}
