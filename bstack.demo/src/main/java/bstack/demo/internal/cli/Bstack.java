package bstack.demo.internal.cli;

import bstack.demo.internal.cli.Output.OutputException;
import bstack.demo.internal.cli.heap.MapCommand;
import bstack.demo.internal.cli.heap.StatsCommand;
import bstack.demo.internal.cli.structure.QueueCommand;
import bstack.demo.internal.cli.trust.BenchCommand;
import bstack.demo.internal.cli.trust.CompactCommand;
import bstack.demo.internal.cli.trust.PageCommand;
import bstack.demo.internal.cli.trust.RecoverCommand;
import bstack.demo.internal.cli.trust.RepairCommand;
import bstack.demo.internal.cli.trust.TrimCommand;
import bstack.demo.internal.files.AtExit;
import bstack.demo.internal.store.Key;
import bstack.demo.internal.text.KeyPattern;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
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
    public static final int DONE = 0;
    /** Failed, unsound, or not there. */
    public static final int FAILED = 1;
    /** Wrong usage. */
    static final int USAGE = 2;

    private static final String DESCRIPTION =
            "A durable heap in one file: a crash-proof store of objects, and of bytes on a stack.";

    /** What the JVM puts in place of bytes of an argument that it cannot decode. */
    private static final char REPLACEMENT = '\ufffd';

    private static final String QUIET = "--quiet";
    private static final String HELP = "help";

    private Terminal terminal;

    private Bstack(Terminal terminal) {
        this.terminal = terminal;
    }

    /** {@return the streams of this run} */
    public Terminal terminal() {
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

    private static int execute(Terminal terminal, String... given) throws IOException {
        Map<String, Supplier<Object>> commands = commands();
        if (given.length == 0) {
            terminal.complain("a command is missing; see 'bstack help'");
            return USAGE;
        }
        String[] args = given[0].equals(HELP) ? describing(given) : given;
        boolean named = commands.containsKey(args[0]);
        if (!named && !args[0].startsWith("-")) {
            terminal.complain("there is no command '" + args[0] + "'" + UsageLine.similar(args[0], commands.keySet())
                    + "; see 'bstack help'");
            return USAGE;
        }
        Bstack bstack = new Bstack(terminal);
        CommandLine line = new CommandLine(bstack);
        // Only the command that is asked for is set up: that saves a good part of the start-up time.
        commands.forEach((name, command) -> {
            if (!named || name.equals(args[0])) {
                line.addSubcommand(name, command.get());
            }
        });
        configure(line, terminal);
        line.setExecutionStrategy(bstack::execute);
        return line.execute(args);
    }

    /** {@return {@code COMMAND --help} for {@code help COMMAND}, and {@code --help} for {@code help}} */
    private static String[] describing(String... args) {
        String[] command = Arrays.copyOfRange(args, 1, args.length + 1);
        command[args.length - 1] = "--help";
        boolean isAskedForItself = args.length == 2 && args[1].startsWith("-");
        return isAskedForItself ? new String[] {HELP, args[1]} : command;
    }

    private int execute(ParseResult parsed) {
        for (ParseResult each = parsed; each != null; each = each.hasSubcommand() ? each.subcommand() : null) {
            if (each.hasMatchedOption(QUIET)) {
                terminal = terminal.quietly();
            }
        }
        return new RunLast().execute(parsed);
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
                        "'bstack help COMMAND' describes a command.",
                        "BSTACK_MODULES=DIR adds the allocators in the jars of DIR.",
                        "NO_COLOR=1 leaves out colours.");
        addWhatAllHave(line.getCommandSpec());
        line.setExpandAtFiles(false)
                .setUsageHelpAutoWidth(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .registerConverter(Key.class, Bstack::key)
                .registerConverter(ByteCount.class, ByteCount::parse)
                .registerConverter(ByteSpan.class, ByteSpan::parse)
                .registerConverter(KeyPattern.class, Bstack::pattern)
                .registerConverter(Patience.class, Patience::parse)
                .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((e, args) -> wrongUsage(terminal, e))
                .setExecutionExceptionHandler((e, command, result) -> failed(terminal, e));
    }

    /** Adds to a command, and to those below it, what all commands have. */
    private static void addWhatAllHave(CommandSpec command) {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put(Integer.toString(DONE), "done");
        codes.put(Integer.toString(FAILED), "failed, unsound, or not there");
        codes.put(Integer.toString(USAGE), "wrong usage");
        command.usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(codes);
        describe(command, "--help", "describe this command");
        describe(command, "--version", "print the version");
        if (command.findOption(QUIET) == null) {
            OptionSpec.Builder quiet =
                    command.findOption("-q") == null ? OptionSpec.builder("-q", QUIET) : OptionSpec.builder(QUIET);
            command.addOption(quiet.type(boolean.class)
                    .description("print no progress, and nothing that only says that all went well")
                    .build());
        }
        command.subcommands().values().forEach(sub -> addWhatAllHave(sub.getCommandSpec()));
    }

    private static void describe(CommandSpec command, String option, String description) {
        OptionSpec plain = command.findOption(option);
        if (plain != null) {
            command.remove(plain);
            command.addOption(OptionSpec.builder(plain).description(description).build());
        }
    }

    private static KeyPattern pattern(String text) {
        try {
            return KeyPattern.of(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
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
        terminal.complain(UsageLine.of(e) + "; see '" + command + " --help'");
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
            terminal.complain(ErrorLine.isBug(failure) ? BugReport.of(failure) : ErrorLine.of(failure));
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
        commands.put("mv", MvCommand::new);
        commands.put("cat", CatCommand::new);
        commands.put("exists", ExistsCommand::new);
        commands.put("append", AppendCommand::new);
        commands.put("batch", BatchCommand::new);
        commands.put("import", ImportCommand::new);
        commands.put("sync", SyncCommand::new);
        commands.put("export", ExportCommand::new);
        commands.put("push", PushCommand::new);
        commands.put("pop", PopCommand::new);
        commands.put("peek", PeekCommand::new);
        commands.put("len", LenCommand::new);
        commands.put("info", InfoCommand::new);
        commands.put("check", CheckCommand::new);
        commands.put("stats", StatsCommand::new);
        commands.put("map", MapCommand::new);
        commands.put("queue", QueueCommand::new);
        commands.put("page", PageCommand::new);
        commands.put("trim", TrimCommand::new);
        commands.put("compact", CompactCommand::new);
        commands.put("recover", RecoverCommand::new);
        commands.put("repair", RepairCommand::new);
        commands.put("convert", ConvertCommand::new);
        commands.put("bench", BenchCommand::new);
        commands.put("tour", TourCommand::new);
        commands.put(HELP, HelpCommand::new);
        commands.put(TourWorkerCommand.NAME, TourWorkerCommand::new);
        commands.put(WarmUpCommand.NAME, WarmUpCommand::new);
        return commands;
    }

    /** {@return what {@code --version} prints} */
    static String version() {
        ModuleDescriptor module = Bstack.class.getModule().getDescriptor();
        String version =
                module == null ? "" : module.rawVersion().map(v -> " " + v).orElse("");
        return "bstack" + version + ", file format 0.1, Java "
                + Runtime.version().feature();
    }

    /** What {@code --version} prints. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {version()};
        }
    }
}
