package bstack.demo.internal.cli;

import bstack.demo.internal.files.TemporaryFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Runs the common commands once on a file of its own, for the start script: what is loaded meanwhile goes into the
 * cache from which later starts are quick.
 */
@Command(name = WarmUpCommand.NAME, hidden = true, description = "Loads what the common commands need.")
final class WarmUpCommand implements Callable<Integer> {
    /** The command's name. */
    static final String NAME = "warm-up";

    @Override
    public Integer call() throws IOException {
        try (TemporaryFolder folder = new TemporaryFolder("bstack-warm-up-")) {
            String file = folder.path().resolve("store.bstack").toString();
            run("create", file);
            run("put", file, "key");
            run("get", file, "key");
            run("ls", file, "--long");
            run("info", file);
            run("info", file, "--json");
            run("check", file);
            run("stats", file);
            run("map", file);
            run("rm", file, "key");
            return run("--help");
        }
    }

    private static int run(String... args) {
        Terminal silent = Terminal.of(
                InputStream.nullInputStream(), OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
        return Bstack.run(silent, args);
    }
}
