package bstack.demo.internal.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names of what a process has open already: {@code /dev/stdout}, {@code /dev/fd/3}, {@code /proc/4711/fd/1}, and links
 * to them.
 *
 * <p>An open of such a name opens the file that it refers to again, at its beginning. A shell that has opened a log for
 * appending needs the descriptor that it has opened itself.
 */
public final class Descriptor {
    /** The value for a descriptor of another process. */
    static final int FOREIGN = -1;

    private static final Pattern FOLDER = Pattern.compile("/dev/fd|/proc/(\\d+)/(?:task/\\d+/)?fd");
    private static final int MOST_LINKS = 40;

    private Descriptor() {}

    /**
     * {@return the number of the descriptor that a path names, {@link #FOREIGN} for one of another process; nothing if
     * it names none}
     *
     * @throws IOException if the path's folders cannot be read
     */
    public static OptionalInt numberOf(Path path) throws IOException {
        Path next = path.toAbsolutePath();
        for (int links = 0; links < MOST_LINKS && hasFolder(next); links++) {
            Path folder = FileNames.folderOf(next).toRealPath();
            Matcher descriptors = FOLDER.matcher(folder.toString());
            String name = next.getFileName().toString();
            if (descriptors.matches() && name.matches("\\d{1,9}")) {
                return OptionalInt.of(isThisProcess(descriptors.group(1)) ? Integer.parseInt(name) : FOREIGN);
            }
            Path place = folder.resolve(next.getFileName());
            if (!Files.isSymbolicLink(place)) {
                return OptionalInt.empty();
            }
            next = folder.resolve(Files.readSymbolicLink(place));
        }
        return OptionalInt.empty();
    }

    /** {@return where a link leads in the end, whether or not anything is there} */
    static Path behindLinks(Path link) throws IOException {
        Path next = link.toAbsolutePath();
        for (int links = 0; links < MOST_LINKS && Files.isSymbolicLink(next); links++) {
            next = FileNames.folderOf(next).toRealPath().resolve(Files.readSymbolicLink(next));
        }
        return next;
    }

    private static boolean hasFolder(Path path) {
        return path.getFileName() != null && Files.isDirectory(FileNames.folderOf(path));
    }

    private static boolean isThisProcess(@Nullable String number) {
        return number == null
                || number.equals(Long.toString(ProcessHandle.current().pid()));
    }
}
