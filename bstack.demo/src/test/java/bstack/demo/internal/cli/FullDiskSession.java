package bstack.demo.internal.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The program that {@link FullDiskTest} runs on a small file system: it fills a store, and empties it again. */
final class FullDiskSession {
    private static final int LARGEST = 200_000;

    private final Path store;
    private final List<String> keys = new ArrayList<>();
    private final Random random = new Random(1);

    private FullDiskSession(Path store) {
        this.store = store;
    }

    /**
     * Runs everything once, and prints how many objects had room.
     *
     * @param arguments the mounted directory, and an allocator's name
     */
    public static void main(String[] arguments) throws Exception {
        FullDiskSession session = new FullDiskSession(Path.of(arguments[0]).resolve("store.bstack"));
        CommandTest.run("create", session.store, "--allocator", arguments[1]).succeeded();
        for (int size = LARGEST; size > 0; size /= 8) {
            session.putUntilRefused(size);
        }
        System.out.println(session.keys.size() + " objects");
        session.removeAll();
        session.putUntilRefused(LARGEST);
        session.removeAll();
    }

    private void putUntilRefused(int size) throws Exception {
        byte[] value = new byte[size];
        random.nextBytes(value);
        String key = "key";
        CommandTest.Result result;
        do {
            key = "key-%d-%d".formatted(size, keys.size());
            result = CommandTest.runWithInput(value, "put", store, key);
            if (result.code() == Bstack.DONE) {
                keys.add(key);
            }
        } while (result.code() == Bstack.DONE);
        result.failed("nothing has been changed");
        result.failed("o space left on device"); // the system's own words begin with a capital
        check();
        CommandTest.run("get", store, key).failed("there is no key");
    }

    private void removeAll() throws Exception {
        for (String key : keys) {
            CommandTest.run("rm", store, key).succeeded();
        }
        keys.clear();
        check();
        System.out.println(Files.size(store) + " bytes when all is removed");
    }

    private void check() {
        CommandTest.run("check", store).succeeded();
        List<String> listed =
                CommandTest.run("ls", store).succeeded().out().lines().toList();
        if (listed.size() != keys.size() || !listed.containsAll(keys)) {
            throw new AssertionError("listed are %s, put were %s".formatted(listed, keys));
        }
    }
}
