package bstack.demo.internal.cli.heap;

import bstack.demo.internal.cli.Bstack;
import bstack.demo.internal.cli.CommandFailure;
import bstack.demo.internal.cli.HeapFiles;
import bstack.demo.internal.cli.Patience;
import bstack.demo.internal.cli.Terminal;
import bstack.demo.internal.cli.structure.MapGetCommand;
import bstack.demo.internal.cli.structure.MapLenCommand;
import bstack.demo.internal.cli.structure.MapPutCommand;
import bstack.demo.internal.cli.structure.MapRangeCommand;
import bstack.demo.internal.cli.structure.MapRmCommand;
import bstack.demo.internal.heap.HeapPicture;
import bstack.demo.internal.heap.HtmlMap;
import bstack.demo.internal.heap.Segment;
import bstack.demo.internal.heap.TerminalMap;
import bstack.demo.internal.text.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bstack map}: the heap as a picture; its subcommands use named maps. */
@Command(
        name = "map",
        header = "Draws a heap; and puts, gets and lists entries of named maps.",
        customSynopsis = {
            "bstack map [-hqV] [--ascii] [--color=WHEN] [--width=N] [--wait=SECONDS]",
            "                  [--html=PAGE [--force] | --json] FILE",
            "       bstack map (put | get | range | rm | len) FILE NAME ..."
        },
        description =
                "Draws what the bytes of a heap are for: the allocator's own words, headers and pages of structures, "
                        + "their values, what else is in use, and what is free. With --html it writes a page that needs nothing "
                        + "else, in which the heap can be searched and enlarged. A file that is called as a command below "
                        + "is drawn as ./put. Reads only.",
        subcommands = {
            MapPutCommand.class,
            MapGetCommand.class,
            MapRangeCommand.class,
            MapRmCommand.class,
            MapLenCommand.class
        },
        footer = {
            "  bstack map store.bstack",
            "  bstack map store.bstack --html heap.html",
            "  bstack map put store.bstack settings colour blue",
            "  bstack map range store.bstack settings --prefix c"
        })
public final class MapCommand implements Callable<Integer> {
    private static final int USUAL_WIDTH = 80;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "the bstack file")
    private @Nullable Path file;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "how long to wait while another process has the file open; by default not at all")
    private Patience patience = Patience.NONE;

    @ArgGroup
    private Form form = new Form();

    /** How it is drawn; at most one. */
    static final class Form {
        @Option(
                names = "--html",
                paramLabel = "PAGE",
                description = "write a page of HTML; nothing may have that name yet")
        private @Nullable Path html;

        @Option(names = "--json", description = "as a JSON object")
        private boolean json;
    }

    @Option(
            names = {"-f", "--force"},
            description = "with --html, replace the page if it is there")
    private boolean force;

    @Option(names = "--ascii", description = "only ASCII; so it is where the locale has no UTF-8")
    private boolean ascii;

    /** When there are colours. */
    enum When {
        auto,
        always,
        never
    }

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            defaultValue = "auto",
            description = "colours: auto (on a terminal, unless NO_COLOR is set), always or never")
    private When color;

    @Option(
            names = "--width",
            paramLabel = "N",
            description = "characters of a line; by default those of the terminal, or 80")
    private int width;

    @Override
    public Integer call() throws IOException {
        if (file == null) {
            throw new ParameterException(spec.commandLine(), "FILE is missing");
        }
        Terminal terminal = ((Bstack) spec.root().userObject()).terminal();
        if (form.html != null) {
            checkTarget(file, form.html);
        }
        HeapPicture picture = Heaps.inspect(file, patience, (heap, found) -> found);
        if (form.html != null) {
            write(picture, form.html);
            terminal.report("wrote " + form.html);
        } else if (form.json) {
            terminal.out().line(Json.of(facts(picture)));
        } else {
            boolean isPlain = ascii || Boolean.getBoolean("bstack.locale.ascii");
            boolean isColoured = color == When.always || color == When.auto && terminal.hasColours();
            int columns = width > 0 ? width : terminal.shown() ? TerminalSize.columns() : USUAL_WIDTH;
            for (String line : new TerminalMap(picture, columns, isPlain, isColoured).lines()) {
                terminal.out().drawn(line);
            }
        }
        return Bstack.DONE;
    }

    private void checkTarget(Path source, Path target) throws IOException {
        if (Files.isDirectory(target)) {
            throw new CommandFailure(target + " is a folder");
        }
        if (Files.exists(target)) {
            HeapFiles.checkExists(source);
            if (Files.isSameFile(source, target)) {
                throw new CommandFailure(target + " is the heap itself: choose another name for the page");
            }
            if (!force) {
                throw new FileAlreadyExistsException(target.toString());
            }
        }
    }

    private void write(HeapPicture picture, Path target) throws IOException {
        StandardOpenOption how = force ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.CREATE_NEW;
        try (OutputStream out = new BufferedOutputStream(
                Files.newOutputStream(target, StandardOpenOption.WRITE, StandardOpenOption.CREATE, how))) {
            HtmlMap.write(picture, String.valueOf(file), out);
        }
    }

    private Map<String, Object> facts(HeapPicture picture) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("file", String.valueOf(file));
        facts.put("allocator", picture.allocator());
        facts.put("payload", picture.length());
        List<Object> segments = new ArrayList<>();
        for (Segment each : picture.segments()) {
            Map<String, Object> segment = new LinkedHashMap<>();
            segment.put("offset", each.start());
            segment.put("length", each.length());
            segment.put("use", each.use().word());
            if (each.structure() > 0) {
                segment.put("structure", picture.nameOf(each.structure()));
            }
            if (!each.key().isEmpty()) {
                segment.put("key", each.key());
            }
            segments.add(segment);
        }
        facts.put("segments", segments);
        return facts;
    }
}
