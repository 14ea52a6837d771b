package bstack.demo.internal.cli.trust;

import bstack.core.BStack;
import bstack.core.RecoveryReport;
import bstack.demo.internal.cli.Bstack;
import bstack.demo.internal.cli.FileCommand;
import bstack.demo.internal.cli.HeapFiles;
import bstack.demo.internal.text.Figures;
import bstack.demo.internal.text.Json;
import bstack.spi.BStackAllocators;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bstack recover}: leaves a file at rest. */
@Command(
        name = "recover",
        header = "Leaves a file at rest, as older implementations need it.",
        description = "Recovers what a killed process has left, and leaves the file at rest: as the Rust and C "
                + "implementations read it. Any command that writes does so too; this one does nothing else.",
        footer = {"  bstack recover store.bstack"})
public final class RecoverCommand extends FileCommand {
    @Option(names = "--json", description = "as a JSON object")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        HeapFiles.checkExists(file());
        boolean isHeap;
        try (BStack stack = HeapFiles.openStackReadOnly(file(), patience())) {
            isHeap = BStackAllocators.detect(stack).isPresent();
        }
        RecoveryReport found = isHeap ? recoverHeap() : recoverStack();
        if (json) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("found", found.state().name().toLowerCase(Locale.ROOT));
            facts.put("commits", found.commits());
            facts.put("payload", found.length());
            out().line(Json.of(facts));
        } else {
            terminal().report(file() + text(found));
        }
        return Bstack.DONE;
    }

    private RecoveryReport recoverHeap() throws IOException {
        try (var heap = BStackAllocators.open(file(), patience().options())) {
            return heap.stack().recovery();
        }
    }

    private RecoveryReport recoverStack() throws IOException {
        try (BStack stack = BStack.open(file(), patience().options())) {
            return stack.recovery();
        }
    }

    private static String text(RecoveryReport found) {
        return switch (found.state()) {
            case NEW -> " is at rest: an interrupted creation is completed";
            case AT_REST -> " was at rest already";
            case INTERRUPTED_PUSH -> " is at rest: the bytes of an interrupted push are removed";
            case INTERRUPTED_POP -> " is at rest: an interrupted pop is completed";
            case JOURNAL ->
                " is at rest: " + Figures.count(found.commits(), "commit") + " of a journal "
                        + (found.commits() == 1 ? "is" : "are") + " in place";
        };
    }
}
