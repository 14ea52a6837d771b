package bstack.demo.internal.cli;

import bstack.core.BStack;
import bstack.demo.internal.text.Json;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bstack len}: the length of the payload. */
@Command(
        name = "len",
        header = "Prints the length of the payload.",
        description = "Prints the length of the payload in bytes.",
        footer = {"  bstack len jobs.bstack", "  bstack len jobs.bstack --json"})
final class LenCommand extends FileCommand {
    @Option(names = "--json", description = "as JSON")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        long length;
        try (BStack stack = HeapFiles.openStackReadOnly(file(), patience())) {
            length = stack.length();
        }
        if (json) {
            out().line(Json.of(Map.of("length", length)));
        } else {
            out().line(Long.toString(length));
        }
        return Bstack.DONE;
    }
}
