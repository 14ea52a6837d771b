package bstack.demo.internal.cli.trust;

import bstack.collections.StoredPart;
import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.demo.internal.cli.Bstack;
import bstack.demo.internal.cli.ByteCount;
import bstack.demo.internal.cli.CommandFailure;
import bstack.demo.internal.cli.FileCommand;
import bstack.demo.internal.cli.HeapFiles;
import bstack.demo.internal.heap.HeapPicture;
import bstack.demo.internal.heap.HexDump;
import bstack.demo.internal.heap.JournalPart;
import bstack.demo.internal.heap.PartText;
import bstack.demo.internal.heap.Segment;
import bstack.demo.internal.text.Json;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bstack page}: what lies at an offset. */
@Command(
        name = "page",
        header = "Shows what lies at an offset, decoded.",
        description =
                "Shows what lies at an offset of the payload: which block of the allocator, which structure's page, "
                        + "header or value, what its numbers say, and the bytes. With --file, OFFSET is a position in the file, "
                        + "whose header, and whose journal, are decoded too. Reads only.",
        footer = {
            "  bstack page store.bstack 16384",
            "  bstack page store.bstack 0 --file",
            "  bstack page store.bstack 64 --json"
        })
public final class PageCommand extends FileCommand {
    private static final int HEADER = 16;
    private static final int SHOWN = 128;

    @Parameters(
            index = "1",
            paramLabel = "OFFSET",
            description = "the offset in the payload, or the position in the file")
    private ByteCount offset;

    @Option(
            names = "--file",
            description = "OFFSET is a position in the file, which is 16 more than the offset in the payload")
    private boolean inFile;

    @Option(names = "--json", description = "as a JSON object")
    private boolean json;

    private final Map<String, @Nullable Object> facts = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        HeapFiles.checkExists(file());
        long position = inFile ? offset.bytes() : offset.bytes() + HEADER;
        long size = Files.size(file());
        if (position < 0 || position >= size) {
            throw new CommandFailure("%s has %d bytes: there is no %s %d"
                    .formatted(file(), size, inFile ? "position" : "offset", offset.bytes()));
        }
        facts.put("position", position);
        byte[] bytes;
        try (BStack stack = HeapFiles.openStackReadOnly(file(), patience())) {
            bytes = describe(stack, position);
        } catch (BStackCorruptException e) {
            facts.put("damage", e.getMessage());
            bytes = JournalPart.bytes(file(), position, SHOWN);
            describeFile(position, size);
        }
        if (json) {
            facts.put("bytes", HexDump.digits(bytes));
            out().line(Json.of(facts));
        } else {
            for (Map.Entry<String, @Nullable Object> fact : facts.entrySet()) {
                out().line("%-10s %s".formatted(fact.getKey(), fact.getValue()));
            }
            out().line("");
            for (String line : HexDump.lines(inFile ? position : position - HEADER, bytes)) {
                out().line(line);
            }
        }
        return Bstack.DONE;
    }

    private byte[] describe(BStack stack, long position) throws IOException {
        long at = position - HEADER;
        if (at < 0 || at >= stack.length()) {
            describeFile(position, Files.size(file()));
            return JournalPart.bytes(file(), position, SHOWN);
        }
        facts.put("offset", at);
        StoredPart part = StoredPart.at(stack, at);
        long begin = at;
        if (BStackAllocators.detect(stack).isPresent()) {
            begin = describeBlock(stack, at);
            if (part == null) {
                part = StoredPart.at(stack, begin);
            }
        }
        if (part != null) {
            facts.putAll(PartText.facts(part));
        }
        return stack.get(at, Math.min(stack.length(), at + SHOWN));
    }

    /** Says of which block and which slice the offset is; {@return where the slice begins} */
    private long describeBlock(BStack stack, long at) throws IOException {
        try {
            BStackAllocator heap = BStackAllocators.open(stack);
            facts.put("allocator", heap.name());
            if (heap instanceof InspectableAllocator inspectable) {
                return describeBlock(inspectable, at);
            }
        } catch (BStackCorruptException e) {
            facts.put("damage", e.getMessage());
        }
        return at;
    }

    private long describeBlock(InspectableAllocator heap, long at) throws IOException {
        HeapPicture picture = HeapPicture.of(heap);
        for (HeapBlock block : picture.blocks()) {
            if (block.start() <= at && at < block.end()) {
                facts.put(
                        "block",
                        "%s, %d bytes from %d on"
                                .formatted(block.isFree() ? "free" : "used", block.length(), block.start()));
            }
        }
        for (Segment each : picture.segments()) {
            if (each.start() <= at && at < each.end()) {
                facts.put("use", each.use().word());
                facts.put("begins", each.start());
                facts.put("length", each.length());
                if (each.structure() >= 0) {
                    facts.put("structure", picture.nameOf(each.structure()));
                }
                if (!each.key().isEmpty()) {
                    facts.put("key", each.key());
                }
                return each.start();
            }
        }
        return at;
    }

    private void describeFile(long position, long size) throws IOException {
        facts.putAll(JournalPart.facts(file(), position, size));
    }
}
