package bstack.demo.internal.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * A mistake of the command itself: a line for the user, and a file with what those need who are to mend it. The file has
 * the trace and the versions; it has nothing of the user's data but what the exceptions' messages say.
 */
final class BugReport {
    private BugReport() {}

    /** {@return what the user reads, when the file is written} */
    static String of(Throwable failure) {
        String what = ErrorLine.of(failure);
        return write(failure)
                .map(file -> what + "; this is a bug of bstack: please report it, with the trace in " + file)
                .orElse(what + "; this is a bug of bstack: please report it, with the version that"
                        + " 'bstack --version' prints; there is no room for a file with the trace in "
                        + System.getProperty("java.io.tmpdir"));
    }

    private static Optional<Path> write(Throwable failure) {
        try {
            Path folder = Path.of(System.getProperty("java.io.tmpdir"));
            Path file = folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                    ? Files.createTempFile(
                            folder,
                            "bstack-bug-",
                            ".txt",
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                    : Files.createTempFile(folder, "bstack-bug-", ".txt");
            return Optional.of(Files.writeString(file, text(failure)));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static String text(Throwable failure) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        out.println(Bstack.version());
        for (String property :
                new String[] {"java.vm.name", "java.runtime.version", "os.name", "os.version", "os.arch"}) {
            out.println(property + " " + System.getProperty(property));
        }
        out.println();
        failure.printStackTrace(out);
        out.flush();
        return text.toString();
    }
}
