package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What all commands have in common: help, silence, exit codes, mistakes in the arguments, and reports of bugs. */
class HabitsTest extends CommandTest {
    /** {@return all commands that are shown, those below commands too} */
    private static List<CommandLine> commands() {
        List<CommandLine> all = new ArrayList<>();
        collect(Bstack.commandLine(), all);
        return all;
    }

    private static void collect(CommandLine line, List<CommandLine> all) {
        for (CommandLine each : line.getSubcommands().values()) {
            if (!each.getCommandSpec().usageMessage().hidden()) {
                all.add(each);
                collect(each, all);
            }
        }
    }

    @Test
    void everyCommandHasHelpWithExitCodesExamplesAndQuiet() {
        assertTrue(commands().size() > 15, commands().size() + " commands");
        for (CommandLine command : commands()) {
            String name = command.getCommandSpec().qualifiedName();
            String help = command.getUsageMessage();
            for (String part :
                    List.of("Usage: " + name, "Exit codes:\n  0   done\n", "Examples:", "--quiet", "--help")) {
                assertTrue(help.contains(part), () -> name + " lacks " + part + ":\n" + help);
            }
            assertTrue(help.lines().allMatch(line -> line.length() <= 130), help);
        }
    }

    @Test
    void helpDescribesACommandAsTheOptionDoes() throws Exception {
        RealCommand real = RealCommand.in(folder.resolve("temporary"));
        String help = real.run("help", "put").succeeded().out();
        assertEquals(run("put", "--help").succeeded().out(), help);
        assertTrue(help.startsWith("Stores a value under a key.\nUsage: bstack put "), help);
        assertEquals(
                run("--help").succeeded().out(), real.run("help").succeeded().out());
        assertTrue(run("help", "--help").succeeded().out().contains("Usage: bstack help"));
        real.run("help", "putt").refused("there is no command 'putt', perhaps 'put' is meant; see 'bstack help'");
    }

    @Test
    void quietLeavesOutWhatOnlySaysThatAllWentWell() throws Exception {
        RealCommand real = RealCommand.in(folder.resolve("temporary"));
        Path file = folder.resolve("quiet.bstack");
        assertEquals("", real.run("create", file, "--quiet").succeeded().out());
        Path source = Files.createDirectory(folder.resolve("source"));
        Files.writeString(source.resolve("name"), "content");
        Result imported = real.run("import", file, source, "-q").succeeded();
        assertEquals("", imported.out());
        assertEquals("name\n", real.run("ls", file, "-q").succeeded().out());
        assertEquals(
                "",
                real.run("export", file, folder.resolve("target"), "--quiet")
                        .succeeded()
                        .out());
        assertEquals("content", Files.readString(folder.resolve("target").resolve("name")));
        real.run("create", file, "--quiet").failed("is a bstack file already");
    }

    @Test
    void mistakesInTheArgumentsAreOneLineThatSaysWhereToLook() {
        run("putt").refused("there is no command 'putt', perhaps 'put' is meant; see 'bstack help'");
        run("frobnicate").refused("there is no command 'frobnicate'; see 'bstack help'");
        run("put").refused("FILE and KEY are missing; see 'bstack put --help'");
        run("convert", "a").refused("--output=NEW is missing; see 'bstack convert --help'");
        run("ls", "a", "b", "c").refused("there is no place for the argument 'c'; see 'bstack ls --help'");
        run("ls", "a", "--lnog").refused("there is no option '--lnog', perhaps '--long' is meant");
        run("ls", "a", "--long", "--json").refused("--long and --json exclude each other");
        run("ls", "a", "--wait").refused("--wait needs a value");
        run("ls", "a", "--wait", "1", "--wait", "2").refused("--wait is given twice");
        run("ls", "a", "--wait", "soon").refused("--wait: 'soon' is not a number of seconds");
        run("pop", "a", "many").refused("N: 'many' is not a number of bytes, 0 or more; see 'bstack pop --help'");
    }

    /** The phrases of picocli, which no line may have. */
    @Test
    void noLineHasWordsOfTheLibraryThatReadsArguments() {
        for (CommandLine command : commands()) {
            String name = command.getCommandSpec().qualifiedName(" ").substring("bstack ".length());
            for (String more :
                    List.of("", "--no-such-option", "a b c d e f g h", "--wait x", "a --json --json --null")) {
                Object[] args = Stream.of((name + " " + more).split(" ")).toArray();
                if (name.equals("help") || name.equals("tour") && more.isEmpty()) {
                    continue;
                }
                String said = run(args).err();
                for (String phrase :
                        List.of("Unmatched", "Unknown", "Missing", "Invalid value", "positional", "should")) {
                    assertFalse(said.contains(phrase), said);
                }
            }
        }
    }

    @Test
    void aBugSaysInOneLineHowToReportItAndWritesTheTrace() throws IOException {
        Path store = newStore();
        InputStream broken = new InputStream() {
            @Override
            public int read() {
                throw new IllegalStateException("planned");
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = Terminal.of(broken, new ByteArrayOutputStream(), err);
        assertEquals(Bstack.FAILED, Bstack.run(terminal, "put", store.toString(), "key"));
        String said = err.toString(StandardCharsets.UTF_8);
        String begin = "bstack: internal error: java.lang.IllegalStateException: planned; this is a bug of bstack:"
                + " please report it, with the trace in ";
        assertTrue(said.startsWith(begin) && said.indexOf('\n') == said.length() - 1, said);
        Path report = Path.of(said.substring(begin.length()).strip());
        try {
            String text = Files.readString(report);
            assertTrue(text.startsWith("bstack") && text.contains("\tat "), text);
        } finally {
            Files.delete(report);
        }
    }
}
