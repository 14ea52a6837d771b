package bstack.demo.internal.cli.trust;

import bstack.demo.internal.cli.Bstack;
import bstack.demo.internal.cli.CommandFailure;
import bstack.demo.internal.cli.FileCommand;
import bstack.demo.internal.cli.HeapFiles;
import bstack.demo.internal.cli.Progress;
import bstack.demo.internal.files.FileNames;
import bstack.demo.internal.files.NewFile;
import bstack.demo.internal.files.TemporaryFile;
import bstack.demo.internal.salvage.Repair;
import bstack.demo.internal.text.Figures;
import bstack.demo.internal.text.Json;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bstack repair}: copies what is sound into a new file. */
@Command(
        name = "repair",
        header = "Copies what is sound in a damaged file into a new one.",
        description =
                "Reads a damaged file and copies every entry of its maps and queues whose checksum holds into a new "
                        + "file. It needs neither the allocator's blocks nor a sound header: structures are found by the marks "
                        + "and checksums of their pages. It lists what it could not save. What is part of no structure is not "
                        + "copied. FILE is never written. The exit code is 1 if anything is lost, or may be old.",
        footer = {"  bstack repair broken.bstack -o saved.bstack"})
public final class RepairCommand extends FileCommand {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "NEW",
            required = true,
            description = "the file to make; nothing may have that name yet")
    private Path target;

    @Option(
            names = {"-a", "--allocator"},
            paramLabel = "NAME",
            description = "the allocator of NEW; by default that of FILE, or first-fit if that cannot be told")
    private @Nullable String allocator;

    @Option(names = "--json", description = "as a JSON object")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        HeapFiles.checkExists(file());
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        Repair repair = new Repair();
        String damage;
        try (Repair.Source source = Repair.Source.open(file(), patience().options());
                Progress progress = new Progress(terminal())) {
            damage = source.damage();
            long size = Files.size(file());
            String name = allocator == null ? source.allocator("first-fit") : allocator;
            NewFile.make(target, file(), made -> {
                try (TemporaryFile scratchFile = TemporaryFile.in(FileNames.folderOf(made.toAbsolutePath()));
                        BStackAllocator scratch = BStackAllocators.create(scratchFile.path(), "first-fit");
                        BStackAllocator heap = BStackAllocators.create(made, name)) {
                    repair.run(
                            source,
                            heap,
                            scratch,
                            done -> progress.update(
                                    () -> "%s of %s searched".formatted(Figures.size(done), Figures.size(size))));
                }
                if (repair.saved().isEmpty()) {
                    throw new CommandFailure(
                            "%s has no map or queue that could be copied; 'bstack peek' shows its bytes"
                                    .formatted(file()));
                }
            });
        }
        report(repair, damage);
        return damage.isEmpty() && repair.losses().isEmpty() ? Bstack.DONE : Bstack.FAILED;
    }

    private void report(Repair repair, String damage) throws IOException {
        if (json) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("file", file().toString());
            facts.put("new", target.toString());
            facts.put("damage", damage);
            facts.put(
                    "saved", repair.saved().stream().map(RepairCommand::fields).toList());
            facts.put(
                    "losses",
                    repair.losses().stream().map(RepairCommand::fields).toList());
            facts.put("moreLosses", repair.moreLosses());
            out().line(Json.of(facts));
            return;
        }
        if (!damage.isEmpty()) {
            out().line(damage + "; all of the file was searched");
        }
        for (Repair.Loss loss : repair.losses()) {
            out().line("%s, at %d: %s".formatted(loss.structure(), loss.offset(), loss.what()));
        }
        if (repair.moreLosses() > 0) {
            out().line("and " + Figures.count(repair.moreLosses()) + " more");
        }
        for (Repair.Saved saved : repair.saved()) {
            terminal()
                    .report("%s %s: %s copied"
                            .formatted(
                                    saved.kind(),
                                    saved.name(),
                                    saved.entries() == 1 ? "1 entry" : Figures.count(saved.entries()) + " entries"));
        }
        terminal().report("made " + target);
    }

    private static Map<String, Object> fields(Repair.Saved saved) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", saved.name());
        fields.put("kind", saved.kind());
        fields.put("entries", saved.entries());
        return fields;
    }

    private static Map<String, Object> fields(Repair.Loss loss) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("structure", loss.structure());
        fields.put("offset", loss.offset());
        fields.put("what", loss.what());
        return fields;
    }
}
