package bstack.dist;

import bstack.demo.internal.cli.Bstack;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** Writes what describes the command {@code bstack}: the sources of its manual pages, and its completion for bash. */
final class CommandDocs {
    private CommandDocs() {}

    /** Writes {@code man/*.adoc} and {@code completion/bstack.bash}; the arguments are the version and the folder. */
    public static void main(String[] args) throws IOException {
        Locale.setDefault(Locale.ROOT);
        String version = args[0];
        Path folder = Path.of(args[1]);
        CommandLine command = Bstack.commandLine();
        // What --version prints names the Java that runs it, which is not the reader's.
        setVersion(command, "bstack " + version);

        Path pages = Files.createDirectories(folder.resolve("man"));
        int result =
                ManPageGenerator.generateManPage(pages.toFile(), null, new boolean[0], false, command.getCommandSpec());
        if (result != 0) {
            throw new IOException("picocli's ManPageGenerator returned " + result + " instead of 0");
        }
        try (DirectoryStream<Path> written = Files.newDirectoryStream(pages)) {
            for (Path page : written) {
                Files.writeString(page, asPage(Files.readString(page)));
            }
        }

        Path completion = Files.createDirectories(folder.resolve("completion"));
        Files.writeString(completion.resolve("bstack.bash"), AutoComplete.bash("bstack", command));
    }

    private static void setVersion(CommandLine command, String version) {
        command.getCommandSpec().versionProvider(null).version(version);
        command.getSubcommands().values().forEach(sub -> setVersion(sub, version));
    }

    /** {@return a page with plain names for what are links between pages, and with headings without a colon} */
    private static String asPage(String generated) {
        return generated
                .replaceAll("xref:[a-z-]+\\.adoc\\[(\\*[a-z]+\\*)]", "$1")
                .replaceAll("(?m)^== +(.*):$", "== $1");
    }
}
