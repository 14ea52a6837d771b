package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command whose output nobody takes for a while, as in front of a pager or xargs, does not keep others out. */
@Tag("campaign")
class PausedReaderTest extends CommandTest {
    private static final int KEYS = 700;
    /** Longer than fits into a pipe and the command's own buffer; then longer than is kept in memory. */
    private static final int MIDDLE = 1 << 20;

    private static final int LARGE = 20 << 20;

    private Path storeOfManyKeys() throws IOException {
        Path source = Files.createDirectory(folder.resolve("many"));
        for (int i = 0; i < KEYS; i++) {
            Files.writeString(source.resolve("file-%0200d".formatted(i)), "x");
        }
        Path store = newStore();
        assertEquals(Bstack.DONE, run("import", store, source).code());
        return store;
    }

    /** Starts a command, takes one byte of its output, and then lets another one change the file. */
    private byte[] outputWhilePaused(Object[] change, Object... command) throws Exception {
        try (CommandProcess process = CommandProcess.start(folder.resolve("temporary"), command)) {
            InputStream out = process.process().getInputStream();
            byte[] first = out.readNBytes(1);
            run(change).succeeded();
            assertTrue(process.process().isAlive(), "it has not been able to print all of it");
            byte[] rest = out.readAllBytes();
            assertEquals(Bstack.DONE, process.exitCode());
            assertEquals("", process.errors());
            byte[] all = Arrays.copyOf(first, 1 + rest.length);
            System.arraycopy(rest, 0, all, 1, rest.length);
            return all;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--long", "--null", "--json"})
    void aListingDoesNotHoldTheStore(String form) throws Exception {
        Path store = storeOfManyKeys();
        List<Object> command = new ArrayList<>(List.of("ls", store));
        if (!form.isEmpty()) {
            command.add(form);
        }
        byte[] expected = run(command.toArray()).succeeded().bytes();
        byte[] printed = outputWhilePaused(new Object[] {"rm", store, "file-%0200d".formatted(1)}, command.toArray());
        assertArrayEquals(expected, printed);
    }

    @ParameterizedTest
    @ValueSource(ints = {MIDDLE, LARGE})
    void aValueDoesNotHoldTheStoreAndIsPrintedAsItWas(int size) throws Exception {
        Path store = newStore();
        byte[] value = new byte[size];
        new Random(size).nextBytes(value);
        runWithInput(value, "put", store, "key").succeeded();
        assertArrayEquals(value, outputWhilePaused(new Object[] {"put", store, "key"}, "get", store, "key"));
        assertEquals("", run("get", store, "key").succeeded().out());
    }

    @ParameterizedTest
    @ValueSource(ints = {MIDDLE, LARGE})
    void thePayloadDoesNotHoldTheFile(int size) throws Exception {
        Path stack = newStore("linear");
        byte[] payload = new byte[size];
        new Random(size).nextBytes(payload);
        runWithInput(payload, "push", stack).succeeded();
        assertArrayEquals(payload, outputWhilePaused(new Object[] {"pop", stack, "0"}, "peek", stack));
        Object[] push = {"push", stack, "--text", "x"};
        try (CommandProcess process = CommandProcess.start(folder.resolve("temporary"), "peek", stack)) {
            process.process().getInputStream().readNBytes(1);
            assertEquals(size + "\n", run(push).succeeded().out());
        }
    }

    @Test
    void anImportDoesNotHoldTheStoreForTheSakeOfWhatItPrints() throws Exception {
        Path store = storeOfManyKeys();
        try (CommandProcess process =
                CommandProcess.start(folder.resolve("temporary"), "import", store, folder.resolve("many"))) {
            InputStream out = process.process().getInputStream();
            byte[] first = out.readNBytes(1);
            CommandProcess.until("a change", () -> run("put", store, "key").code() == Bstack.DONE);
            assertTrue(process.process().isAlive(), "it has not been able to print all of it");
            String printed = new String(first, StandardCharsets.US_ASCII)
                    + new String(out.readAllBytes(), StandardCharsets.US_ASCII);
            assertEquals(KEYS, printed.lines().distinct().count());
            assertEquals(Bstack.DONE, process.exitCode());
        }
    }

    @Test
    void anExportDoesNotHoldTheStoreForTheSakeOfWhatItLeavesOut() throws Exception {
        Path store = newStore();
        for (int i = 0; i < KEYS; i++) {
            run("put", store, "/%0200d".formatted(i)).succeeded();
        }
        try (CommandProcess process = CommandProcess.startSayingAll(
                List.of(), folder.resolve("temporary"), "export", store, folder.resolve("out"))) {
            InputStream out = process.process().getInputStream();
            out.readNBytes(1);
            CommandProcess.until("a change", () -> run("put", store, "key").code() == Bstack.DONE);
            assertTrue(process.process().isAlive(), "it has not been able to print all of it");
            assertTrue(new String(out.readAllBytes(), StandardCharsets.US_ASCII).endsWith("left out 700\n"));
            assertEquals(Bstack.FAILED, process.exitCode());
        }
    }

    @Test
    void whoeverTakesTheKeysOneByOneMayRemoveThemMeanwhile() throws Exception {
        Path store = storeOfManyKeys();
        try (CommandProcess process = CommandProcess.start(folder.resolve("temporary"), "ls", "-0", store)) {
            byte[] piece = new byte[64 << 10];
            StringBuilder listed = new StringBuilder();
            InputStream out = process.process().getInputStream();
            for (int got = out.read(piece); got >= 0; got = out.read(piece)) {
                listed.append(new String(piece, 0, got, StandardCharsets.US_ASCII));
                int end = listed.lastIndexOf("\0");
                if (end > 0) {
                    List<Object> command = new ArrayList<>(List.of("rm", store, "--"));
                    command.addAll(List.of(listed.substring(0, end).split("\0")));
                    listed.delete(0, end + 1);
                    run(command.toArray()).succeeded();
                }
            }
            assertEquals(Bstack.DONE, process.exitCode());
        }
        assertEquals("", run("ls", store).succeeded().out());
    }
}
