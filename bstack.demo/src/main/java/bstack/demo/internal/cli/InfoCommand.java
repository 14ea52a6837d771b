package bstack.demo.internal.cli;

import bstack.core.BStack;
import bstack.core.BStackVersionException;
import bstack.core.RecoveryReport;
import bstack.demo.internal.store.NotAnObjectStoreException;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.text.Figures;
import bstack.demo.internal.text.Json;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.BStackAllocators;
import bstack.spi.Finding;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bstack info}: what a file is and holds, read without changing it. */
@Command(
        name = "info",
        header = "Describes a file.",
        description = "Describes a file: format, sizes, allocator, blocks and objects. Reads only.",
        footer = {"  bstack info store.bstack", "  bstack info store.bstack --json"})
final class InfoCommand extends FileCommand {
    @Option(names = "--json", description = "as a JSON object")
    private boolean json;

    private final Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        HeapFiles.checkExists(file());
        FileHeader header = FileHeader.of(file());
        try (BStack stack = HeapFiles.openStackReadOnly(file(), patience())) {
            describeFile(header, stack);
            Optional<BStackAllocatorProvider> provider = BStackAllocators.detect(stack);
            fact("allocator", provider.map(BStackAllocatorProvider::name).orElse(null));
            if (provider.isPresent()) {
                line("allocator", provider.get().name());
                describeHeap(BStackAllocators.open(stack));
            } else {
                describeUnknown(BStackAllocators.signsOfHeap(stack));
            }
        } catch (BStackVersionException e) {
            if (header.format04() == null) {
                throw e;
            }
            describeUnopened(header.version(), header.format04());
        }
        List<String> installed = BStackAllocators.providers().stream()
                .map(BStackAllocatorProvider::name)
                .sorted()
                .toList();
        fact("installed", installed);
        line("installed", String.join(", ", installed));
        if (json) {
            out().line(Json.of(facts));
        } else {
            for (String line : lines) {
                out().line(line);
            }
        }
        return Bstack.DONE;
    }

    private void fact(String name, @Nullable Object value) {
        facts.put(name, value);
    }

    private void line(String label, String text) {
        lines.add("%-10s %s".formatted(label, text));
    }

    private void describeFile(FileHeader header, BStack stack) throws IOException {
        long size = Files.size(file());
        long payload = stack.length();
        RecoveryReport.State state = stack.recovery().state();
        fact("file", file().toString());
        fact("format", header.version());
        fact("atRest", state == RecoveryReport.State.AT_REST);
        fact("size", size);
        fact("payload", payload);
        line("file", file().toString());
        String readOnly =
                header.format04() == null ? "" : "; read only, 'bstack convert' makes a file of format 0.1 of it";
        line("format", "bstack " + header.version() + ", " + describe(state) + readOnly);
        line("size", describeSize(size));
        line("payload", Figures.count(payload, "byte"));
    }

    private static String describeSize(long size) {
        return Figures.size(size) + (size < 1024 ? "" : " (" + Figures.count(size) + " bytes)");
    }

    /** Describes a file of format 0.4 that is not at rest, by its header alone. */
    private void describeUnopened(String version, FileHeader.Format04 header) throws IOException {
        long size = Files.size(file());
        String length = Long.toUnsignedString(header.length());
        String pointer = Long.toUnsignedString(header.pointer());
        String mode = "0x" + Long.toHexString(header.mode());
        fact("file", file().toString());
        fact("format", version);
        fact("atRest", false);
        fact("armed", header.isArmed());
        fact("wipPointer", new BigInteger(pointer));
        fact("wipMode", mode);
        fact("size", size);
        fact("payload", new BigInteger(length));
        String state = header.isArmed()
                ? "armed: an operation was interrupted (pointer " + pointer + ", mode " + mode + ")"
                : "not at rest: size and length do not fit";
        line("file", file().toString());
        line("format", "bstack " + version + ", " + state + "; open it once with the release that wrote it");
        line("size", describeSize(size));
        line("payload", length + " bytes, as the header says");
    }

    private void describeUnknown(List<Finding> signs) {
        line(
                "allocator",
                "none recognised: " + (signs.isEmpty() ? "a plain stack, or an unknown heap" : "a lost heap?"));
        for (Finding sign : signs) {
            line("", sign.toString());
        }
    }

    private static String describe(RecoveryReport.State state) {
        return switch (state) {
            case NEW -> "empty, what an interrupted creation leaves";
            case AT_REST -> "at rest";
            case INTERRUPTED_PUSH ->
                "with bytes of an interrupted push after the payload; the next writer removes them";
            case INTERRUPTED_POP -> "an interrupted pop, or cut short: less payload than the header says";
            case JOURNAL -> "with a journal: the last writer did not close it, the next one recovers it";
        };
    }

    private void describeHeap(BStackAllocator heap) throws IOException {
        if (heap instanceof InspectableAllocator inspectable) {
            describeBlocks(inspectable);
        }
        try {
            ObjectStore store = ObjectStore.in(heap);
            fact("objects", store.count());
            fact("valueBytes", store.valueBytes());
            fact("indexPages", store.pageCount());
            line(
                    "objects",
                    "%s, %s of values, %s of index"
                            .formatted(
                                    Figures.count(store.count()),
                                    Figures.size(store.valueBytes()),
                                    Figures.count(store.pageCount(), "page")));
        } catch (NotAnObjectStoreException e) {
            fact("objects", null);
            line("objects", "none: " + ErrorLine.of(e));
        }
    }

    private void describeBlocks(InspectableAllocator heap) throws IOException {
        long used = 0;
        long usedBytes = 0;
        long free = 0;
        long freeBytes = 0;
        for (HeapBlock block : heap.blocks()) {
            if (block.state() == HeapBlock.State.USED) {
                used++;
                usedBytes += block.length();
            } else {
                free++;
                freeBytes += block.length();
            }
        }
        fact("usedBlocks", used);
        fact("usedBytes", usedBytes);
        fact("freeBlocks", free);
        fact("freeBytes", freeBytes);
        line(
                "blocks",
                "%s used (%s), %s free (%s)"
                        .formatted(
                                Figures.count(used),
                                Figures.size(usedBytes),
                                Figures.count(free),
                                Figures.size(freeBytes)));
    }
}
