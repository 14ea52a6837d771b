package bstack.demo.internal.cli;

import bstack.demo.internal.cli.Output.OutputException;
import bstack.demo.internal.files.AtExit;
import bstack.demo.internal.store.Key;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** The command {@code bstack} itself: it knows the commands below it and turns every outcome into an exit code. */
@Command(
        name = "bstack",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Bstack.Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        synopsisSubcommandLabel = "COMMAND",
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%n",
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nExamples:%n")
public final class Bstack {
    /** Done. */
    static final int DONE = 0;
    /** Failed, unsound, or not there. */
    static final int FAILED = 1;
    /** Wrong usage. */
    static final int USAGE = 2;

    private static final String DESCRIPTION =
            "A durable heap in one file: a crash-proof store of objects, and of bytes on a stack.";

    /** What the JVM puts in place of bytes of an argument that it cannot decode. */
    private static final char REPLACEMENT = '\ufffd';

    private final Terminal terminal;

    private Bstack(Terminal terminal) {
        this.terminal = terminal;
    }

    /** {@return the streams of this run} */
    Terminal terminal() {
        return terminal;
    }

    /**
     * Runs one command.
     *
     * @return 0 done, 1 failed, unsound or missing key, 2 wrong usage
     */
    public static int run(Terminal terminal, String... args) {
        try {
            int code = execute(terminal, args);
            terminal.out().flush();
            return code;
        } catch (IOException | RuntimeException | Error e) {
            return failed(terminal, e);
        } finally {
            terminal.err().flush();
        }
    }

    private static int execute(Terminal terminal, String... args) throws IOException {
        Map<String, Supplier<Object>> commands = commands();
        if (args.length == 0) {
            terminal.complain("a command is missing; see 'bstack --help'");
            return USAGE;
        }
        boolean named = commands.containsKey(args[0]);
        if (!named && !args[0].startsWith("-")) {
            terminal.complain("there is no command '" + args[0] + "'; see 'bstack --help'");
            return USAGE;
        }
        CommandLine line = new CommandLine(new Bstack(terminal));
        // Only the command that is asked for is set up: that saves a good part of the start-up time.
        commands.forEach((name, command) -> {
            if (!named || name.equals(args[0])) {
                line.addSubcommand(name, command.get());
            }
        });
        configure(line, terminal);
        return line.execute(args);
    }

    /** {@return the command with all commands below it, for what describes them: manual pages, completion} */
    public static CommandLine commandLine() {
        Terminal terminal = Terminal.system();
        CommandLine line = new CommandLine(new Bstack(terminal));
        commands().forEach((name, command) -> line.addSubcommand(name, command.get()));
        configure(line, terminal);
        return line;
    }

    private static void configure(CommandLine line, Terminal terminal) {
        line.getCommandSpec()
                .usageMessage()
                .description(DESCRIPTION)
                .footer(
                        "  bstack create photos.bstack",
                        "  bstack import photos.bstack ~/Pictures",
                        "  bstack get photos.bstack 2024/cat.jpg -o cat.jpg",
                        "  bstack tour",
                        "",
                        "'bstack COMMAND --help' describes a command.",
                        "Exit codes: 0 done; 1 failed, unsound, or no such key; 2 wrong usage.",
                        "BSTACK_MODULES=DIR adds the allocators in the jars of DIR.");
        line.setExpandAtFiles(false)
                .setUsageHelpAutoWidth(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .registerConverter(Key.class, Bstack::key)
                .registerConverter(ByteCount.class, ByteCount::parse)
                .registerConverter(Patience.class, Patience::parse)
                .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((e, args) -> wrongUsage(terminal, e))
                .setExecutionExceptionHandler((e, command, result) -> failed(terminal, e));
    }

    private static Key key(String text) {
        if (text.indexOf(REPLACEMENT) >= 0) {
            // All bytes that are not UTF-8 arrive as this character: keys that differ would be taken for the same.
            throw new TypeConversionException("it has bytes that are not UTF-8, or U+FFFD, which replaces them;"
                    + " only import and export handle such names");
        }
        try {
            return Key.of(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private static int wrongUsage(Terminal terminal, ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        terminal.complain(e.getMessage() + "; see '" + command + " --help'");
        return USAGE;
    }

    private static int failed(Terminal terminal, Throwable failure) {
        try {
            terminal.out().flush();
        } catch (IOException e) {
            // Standard output is gone; the line below is all that is left to say, and is said once.
            terminal.out().giveUp();
        }
        boolean isOver = AtExit.isEnding() || failure instanceof OutputException e && e.isBrokenPipe();
        if (!isOver) {
            terminal.complain(ErrorLine.of(failure));
        }
        return FAILED;
    }

    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("create", CreateCommand::new);
        commands.put("put", PutCommand::new);
        commands.put("get", GetCommand::new);
        commands.put("ls", LsCommand::new);
        commands.put("rm", RmCommand::new);
        commands.put("import", ImportCommand::new);
        commands.put("export", ExportCommand::new);
        commands.put("push", PushCommand::new);
        commands.put("pop", PopCommand::new);
        commands.put("peek", PeekCommand::new);
        commands.put("len", LenCommand::new);
        commands.put("info", InfoCommand::new);
        commands.put("check", CheckCommand::new);
        commands.put("convert", ConvertCommand::new);
        commands.put("tour", TourCommand::new);
        commands.put(TourWorkerCommand.NAME, TourWorkerCommand::new);
        commands.put(WarmUpCommand.NAME, WarmUpCommand::new);
        return commands;
    }

    /** What {@code --version} prints. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            ModuleDescriptor module = Bstack.class.getModule().getDescriptor();
            String version =
                    module == null ? "" : module.rawVersion().map(v -> " " + v).orElse("");
            return new String[] {
                "bstack" + version + ", file format 0.1, Java "
                        + Runtime.version().feature()
            };
        }
    }
}
