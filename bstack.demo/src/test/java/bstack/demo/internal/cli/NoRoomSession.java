package bstack.demo.internal.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The program that {@link FullDiskTest} runs where a large value has room once, but not twice. */
final class NoRoomSession {
    private static final int SIZE = 10 << 20;

    private NoRoomSession() {}

    /**
     * Reads a value and a payload that cannot be gathered before they are printed.
     *
     * @param arguments the mounted directory of 16 MiB, and a place for the value outside it
     */
    public static void main(String[] arguments) throws Exception {
        Path disk = Path.of(arguments[0]);
        byte[] value = new byte[SIZE];
        new Random(1).nextBytes(value);
        Path source = Files.write(Path.of(arguments[1]), value);
        Path store = disk.resolve("store.bstack");
        CommandTest.run("create", store).succeeded();
        CommandTest.run("put", store, "key", source).succeeded();
        expect(
                Arrays.equals(
                        value, CommandTest.run("get", store, "key").succeeded().bytes()),
                "the value");
        int payload = (int) Files.size(store) - 16;
        expect(CommandTest.run("peek", store).succeeded().bytes().length == payload, "the payload");
        CommandTest.runWithInput(value, "put", store, "other").failed("No space left");
        expect(CommandTest.run("ls", store).succeeded().out().equals("key\n"), "one key");
        try (var files = Files.list(disk)) {
            expect(files.toList().equals(List.of(store)), "nothing beside the store");
        }
    }

    private static void expect(boolean so, String what) {
        if (!so) {
            throw new AssertionError("not as it should be: " + what);
        }
    }
}
