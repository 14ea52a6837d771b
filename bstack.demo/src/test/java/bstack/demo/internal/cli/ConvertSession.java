package bstack.demo.internal.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The program that {@link ConvertTest} runs on a disk that is too small for what is converted. */
final class ConvertSession {
    private ConvertSession() {}

    /**
     * Converts a file for which there is no room, and one for which there is.
     *
     * @param arguments the mounted directory of 4 MiB, and a place for the files of format 0.4 outside it
     */
    public static void main(String[] arguments) throws Exception {
        Path disk = Path.of(arguments[0]);
        Path source = Path.of(arguments[1]);
        Path target = disk.resolve("new.bstack");
        Files.write(source, Format04.atRest(new byte[6 << 20]));
        CommandTest.run("convert", source, "-o", target).failed("new.bstack: No space left on device");
        expect(listed(disk).isEmpty(), "nothing is left: " + listed(disk));
        Files.write(source, Format04.atRest(new byte[2 << 20]));
        CommandTest.run("convert", source, "-o", target).succeeded();
        expect(listed(disk).equals(List.of(target)), "the file alone: " + listed(disk));
        expect(Files.size(target) == 16 + (2 << 20), "all of it");
    }

    private static List<Path> listed(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static void expect(boolean so, String what) {
        if (!so) {
            throw new AssertionError("not as it should be: " + what);
        }
    }
}
