package bstack.demo.internal.cli.trust;

import bstack.collections.CompactionReport;
import bstack.collections.HeapRoot;
import bstack.demo.internal.cli.Bstack;
import bstack.demo.internal.cli.FileCommand;
import bstack.demo.internal.cli.HeapFiles;
import bstack.demo.internal.cli.Progress;
import bstack.demo.internal.text.Figures;
import bstack.demo.internal.text.Json;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bstack compact}: moves what is in use to the front, and gives the rest back. */
@Command(
        name = "compact",
        header = "Makes a heap as small as it can be.",
        description =
                "Moves what the structures of a heap occupy towards its front, in many small transactions, and gives "
                        + "back the free space at the end. It may be killed at any time, and nothing is lost; the next run goes "
                        + "on. What is in use and part of no structure stays where it is.",
        footer = {"  bstack compact store.bstack"})
public final class CompactCommand extends FileCommand {
    @Option(names = "--json", description = "as a JSON object")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        HeapFiles.checkExists(file());
        CompactionReport report;
        try (BStackAllocator heap = BStackAllocators.open(file(), patience().options());
                Progress progress = new Progress(terminal())) {
            report = HeapRoot.open(heap).compact((done, total) -> {
                progress.update(() -> "%s of %s moved".formatted(Figures.size(done), Figures.size(total)));
                return true;
            });
        }
        if (json) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("movedBytes", report.movedBytes());
            facts.put("movedSlices", report.movedSlices());
            facts.put("pinnedBytes", report.pinnedBytes());
            facts.put("pinnedSlices", report.pinnedSlices());
            facts.put("payloadBefore", report.lengthBefore());
            facts.put("payload", report.lengthAfter());
            out().line(Json.of(facts));
        } else {
            terminal()
                    .report("%s, from %s; moved %s in %s%s"
                            .formatted(
                                    Figures.size(report.lengthAfter()),
                                    Figures.size(report.lengthBefore()),
                                    Figures.size(report.movedBytes()),
                                    Figures.count(report.movedSlices(), "slice"),
                                    report.pinnedSlices() == 0
                                            ? ""
                                            : "; %s of no structure stay where they are"
                                                    .formatted(Figures.count(report.pinnedSlices(), "slice"))));
        }
        return Bstack.DONE;
    }
}
