package bstack.crashtest;

import java.io.IOException;
import java.nio.file.FileSystemException;

/**
 * A limit on the size of all files that this process writes, set by the command prlimit: a write that begins below it and
 * ends above it is a short one, and the next fails.
 */
final class FileSizeLimit {
    private FileSizeLimit() {}

    /** What is done under the limit. */
    @FunctionalInterface
    interface Body {
        void run() throws IOException;
    }

    /** Runs something while no file can be written beyond so many bytes. */
    static void within(long bytes, Body body) throws IOException {
        set(Long.toString(bytes));
        try {
            body.run();
        } finally {
            set("unlimited");
        }
    }

    /** {@return whether the limit can be set here} */
    static boolean isAvailable() {
        try {
            set("unlimited");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void set(String limit) throws IOException {
        Process process = new ProcessBuilder(
                        "prlimit",
                        "--pid",
                        Long.toString(ProcessHandle.current().pid()),
                        "--fsize=" + limit + ":unlimited")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes()).strip();
        try {
            if (process.waitFor() != 0) {
                throw new FileSystemException("prlimit: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the limit is set", e);
        }
    }
}
