package bstack.demo.internal.cli;

import bstack.collections.HeapRoot;
import bstack.collections.NotAHeapRootException;
import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.RecoveryReport;
import bstack.demo.internal.store.StoreCheck;
import bstack.demo.internal.store.StoreReport;
import bstack.demo.internal.text.Figures;
import bstack.demo.internal.text.Json;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.Finding;
import bstack.spi.HeapInspection;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bstack check}: whether a file is sound, read without changing it. */
@Command(
        name = "check",
        header = "Checks whether a file is sound.",
        description = "Reads the whole file and checks whether it is sound: the allocator's blocks, the index, "
                + "every value's checksum, and used space to which nothing refers. Changes nothing. "
                + "Reports what an interruption has left for the next open to mend. The exit code is 1 if "
                + "the file is unsound.",
        footer = {
            "  bstack check store.bstack",
            "  bstack check store.bstack --json",
            "  bstack check store.bstack --level allocator"
        })
final class CheckCommand extends FileCommand {
    /** Where the payload begins in the file. */
    private static final int PAYLOAD = 16;

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            defaultValue = "all",
            description =
                    "how far to go: header, journal, allocator (its blocks), structures (the directory and the headers of"
                            + " maps and queues), or all (every page and every value), which is the default")
    private Level level;

    @Option(names = "--json", description = "as a JSON object")
    private boolean json;

    /** How far a check goes; each level has those before it. */
    enum Level {
        header,
        journal,
        allocator,
        structures,
        all
    }

    private final List<Finding> mending = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> checked = new ArrayList<>();
    private Optional<String> allocator = Optional.empty();
    private long objects;
    private long more;

    @Override
    public Integer call() throws IOException {
        HeapFiles.checkExists(file());
        checked.add("format");
        if (level == Level.header) {
            findings.addAll(HeaderCheck.of(file()));
        } else {
            checkContent();
        }
        report();
        return findings.isEmpty() ? Bstack.DONE : Bstack.FAILED;
    }

    private void checkContent() throws IOException {
        try (BStack stack = HeapFiles.openStackReadOnly(file(), patience());
                Progress progress = new Progress(terminal())) {
            if (stack.recovery().state() == RecoveryReport.State.JOURNAL) {
                checked.add("journal");
            }
            if (level == Level.journal) {
                return;
            }
            HeapInspection inspection = BStackAllocators.inspect(stack);
            mending.addAll(inspection.needsMending());
            findings.addAll(inspection.damage());
            findings.addAll(inspection.findings());
            allocator = inspection.allocator();
            if (allocator.isPresent() && inspection.damage().isEmpty()) {
                checkHeap(BStackAllocators.open(stack), progress);
            }
        } catch (BStackCorruptException e) {
            findings.add(new Finding(e.offset() - PAYLOAD, e.expected(), e.found()));
        }
    }

    private void checkHeap(BStackAllocator heap, Progress progress) throws IOException {
        if (level == Level.all) {
            checkStore(heap, progress);
            return;
        }
        if (heap instanceof InspectableAllocator) {
            checked.add("blocks");
        }
        if (level == Level.structures) {
            try {
                findings.addAll(HeapRoot.open(heap).verify());
                checked.add("directory");
            } catch (NotAHeapRootException e) {
                // The heap has something else than structures; the level "all" says what it can about that.
            }
        }
    }

    private void checkStore(BStackAllocator heap, Progress progress) throws IOException {
        if (heap instanceof InspectableAllocator) {
            checked.add("blocks");
        }
        StoreReport report = StoreCheck.run(heap, n -> progress.update(() -> Figures.count(n, "object") + " checked"));
        if (report.present()) {
            checked.add("index and values");
            objects = report.objects();
            findings.addAll(report.findings());
            more = report.more();
        }
    }

    private void report() throws IOException {
        if (json) {
            Map<String, @Nullable Object> result = new LinkedHashMap<>();
            result.put("file", file().toString());
            result.put("level", level.name());
            result.put("sound", findings.isEmpty());
            result.put("allocator", allocator.orElse(null));
            result.put("objects", objects);
            result.put("findings", findings.stream().map(CheckCommand::fields).toList());
            result.put("moreFindings", more);
            result.put(
                    "needsMending", mending.stream().map(CheckCommand::fields).toList());
            out().line(Json.of(result));
            return;
        }
        for (Finding finding : mending) {
            out().line("needs mending: " + text(finding));
        }
        for (Finding finding : findings) {
            out().line(text(finding));
        }
        if (more > 0) {
            out().line("and " + Figures.count(more) + " more");
        }
        out().line("%s: %s (%s%s; checked: %s)"
                .formatted(
                        file(),
                        verdict(),
                        allocator.orElse("no allocator recognised"),
                        objects == 0 ? "" : ", " + Figures.count(objects, "object"),
                        String.join(", ", checked)));
    }

    private String verdict() {
        if (!findings.isEmpty()) {
            return "unsound, " + Figures.count(findings.size() + more, "finding");
        }
        return mending.isEmpty() ? "sound" : "sound once it is mended; the next open for writing mends it";
    }

    /** {@return whether the finding is about the file's header, in front of the payload} */
    private static boolean isInHeader(Finding finding) {
        return finding.offset() < 0;
    }

    private static String text(Finding finding) {
        return isInHeader(finding)
                ? "at byte %d of the file: expected %s, found %s"
                        .formatted(PAYLOAD + finding.offset(), finding.expected(), finding.found())
                : finding.toString();
    }

    private static Map<String, Object> fields(Finding finding) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (isInHeader(finding)) {
            fields.put("fileOffset", PAYLOAD + finding.offset());
        } else {
            fields.put("offset", finding.offset());
        }
        fields.put("expected", finding.expected());
        fields.put("found", finding.found());
        return fields;
    }
}
