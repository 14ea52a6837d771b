package bstack.demo.internal.cli.heap;

import bstack.demo.internal.cli.Bstack;
import bstack.demo.internal.cli.FileCommand;
import bstack.demo.internal.heap.HeapFigures;
import bstack.demo.internal.heap.HeapPicture;
import bstack.demo.internal.heap.JournalFacts;
import bstack.demo.internal.heap.StructureWalk.Structure;
import bstack.demo.internal.text.Figures;
import bstack.demo.internal.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bstack stats}: a heap in figures. */
@Command(
        name = "stats",
        header = "Shows a heap in figures.",
        description = "Shows how a heap uses its file: blocks in use and free, fragmentation, the largest free block, "
                + "blocks by size, structures, the journal, and how large the payload is compared with what is in "
                + "use. Reads only.",
        footer = {"  bstack stats store.bstack", "  bstack stats store.bstack --json | jq .fragmentation"})
public final class StatsCommand extends FileCommand {
    private static final int BAR = 24;

    @Option(names = "--json", description = "as a JSON object")
    private boolean json;

    private long fileSize;
    private @Nullable JournalFacts journal;

    @Override
    public Integer call() throws IOException {
        HeapPicture picture = Heaps.inspect(file(), patience(), (heap, found) -> {
            fileSize = Files.size(file());
            journal = JournalFacts.of(file());
            return found;
        });
        HeapFigures figures = HeapFigures.of(picture.blocks(), picture.length());
        if (json) {
            out().line(Json.of(facts(picture, figures)));
        } else {
            for (String line : lines(picture, figures)) {
                out().line(line);
            }
        }
        return Bstack.DONE;
    }

    private static double growth(HeapPicture picture, HeapFigures figures) {
        return figures.used().bytes() == 0
                ? 0
                : (double) picture.length() / figures.used().bytes();
    }

    private Map<String, @Nullable Object> facts(HeapPicture picture, HeapFigures figures) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("file", file().toString());
        facts.put("allocator", picture.allocator());
        facts.put("size", fileSize);
        facts.put("payload", picture.length());
        facts.put("usedBlocks", figures.used().blocks());
        facts.put("usedBytes", figures.used().bytes());
        facts.put("freeBlocks", figures.free().blocks());
        facts.put("freeBytes", figures.free().bytes());
        facts.put("largestFree", figures.largestFree());
        facts.put("freeAtEnd", figures.freeAtEnd());
        facts.put("fragmentation", round(figures.fragmentation()));
        facts.put("payloadPerUsed", round(growth(picture, figures)));
        facts.put("journal", journal == null ? 0 : fileSize - journal.start());
        List<Object> structures = new ArrayList<>();
        for (int i = 1; i < picture.structures().size(); i++) {
            Structure each = picture.structures().get(i);
            Map<String, Object> structure = new LinkedHashMap<>();
            structure.put("name", each.name());
            structure.put("kind", each.kind().name().toLowerCase(Locale.ROOT));
            structure.put("codecs", each.codecs());
            structure.put("entries", each.entries());
            structure.put("pages", each.pages());
            structures.add(structure);
        }
        facts.put("structures", structures);
        facts.put(
                "histogram",
                figures.histogram().stream().map(StatsCommand::classFacts).toList());
        return facts;
    }

    private static Map<String, Object> classFacts(HeapFigures.SizeClass each) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("upTo", each.upTo());
        facts.put("usedBlocks", each.used().blocks());
        facts.put("usedBytes", each.used().bytes());
        facts.put("freeBlocks", each.free().blocks());
        facts.put("freeBytes", each.free().bytes());
        return facts;
    }

    private static double round(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }

    private List<String> lines(HeapPicture picture, HeapFigures figures) {
        List<String> lines = new ArrayList<>();
        lines.add(labelled("file", "%s, %s".formatted(file(), Figures.size(fileSize))));
        lines.add(labelled("allocator", picture.allocator()));
        lines.add(labelled("payload", Figures.size(picture.length())));
        lines.add(labelled("used", share(figures.used(), picture.length())));
        lines.add(labelled("free", share(figures.free(), picture.length())));
        if (figures.free().blocks() > 0) {
            lines.add(labelled(
                    "largest",
                    "%s free at %d; %.1f %% of the free bytes are outside of that block"
                            .formatted(
                                    Figures.size(figures.largestFree()),
                                    figures.largestFreeStart(),
                                    100 * figures.fragmentation())));
        }
        if (figures.freeAtEnd() > 0) {
            lines.add(labelled(
                    "at the end", Figures.size(figures.freeAtEnd()) + " free, which 'bstack trim' gives back"));
        }
        if (figures.used().bytes() > 0) {
            lines.add(labelled(
                    "growth", "%.2f bytes of payload for each byte in use".formatted(growth(picture, figures))));
        }
        lines.add(labelled(
                "journal",
                journal == null
                        ? "none, the file is at rest"
                        : "%s at the end of the file, generation %d"
                                .formatted(Figures.size(fileSize - journal.start()), journal.generation())));
        for (int i = 1; i < picture.structures().size(); i++) {
            Structure each = picture.structures().get(i);
            lines.add(labelled(
                    each.kind().name().toLowerCase(Locale.ROOT),
                    each.entries() < 0
                            ? each.name() + ", its header is damaged"
                            : "%s, %s, %s of %s"
                                    .formatted(
                                            each.name(),
                                            each.entries() == 1
                                                    ? "1 entry"
                                                    : Figures.count(each.entries()) + " entries",
                                            Figures.count(each.pages(), "page"),
                                            String.join(" and ", each.codecs()))));
        }
        histogram(figures, lines);
        return lines;
    }

    private static String labelled(String label, String text) {
        return "%-10s %s".formatted(label, text);
    }

    private static String share(HeapFigures.Total total, long length) {
        return "%s in %s, %.1f %%"
                .formatted(
                        Figures.size(total.bytes()),
                        Figures.count(total.blocks(), "block"),
                        100.0 * total.bytes() / Math.max(1, length));
    }

    private static void histogram(HeapFigures figures, List<String> lines) {
        long most = figures.histogram().stream()
                .mapToLong(each -> Math.max(each.used().blocks(), each.free().blocks()))
                .max()
                .orElse(0);
        if (most == 0) {
            return;
        }
        lines.add("");
        lines.add("%-12s %10s %-24s %10s".formatted("blocks up to", "used", "", "free"));
        for (HeapFigures.SizeClass each : figures.histogram()) {
            lines.add("%-12s %10s %-24s %10s %s"
                    .formatted(
                            Figures.size(each.upTo()),
                            Figures.count(each.used().blocks()),
                            bar(each.used().blocks(), most),
                            Figures.count(each.free().blocks()),
                            bar(each.free().blocks(), most))
                    .stripTrailing());
        }
    }

    private static String bar(long count, long most) {
        return "#".repeat(count == 0 ? 0 : (int) Math.max(1, Math.round((double) BAR * count / most)));
    }
}
