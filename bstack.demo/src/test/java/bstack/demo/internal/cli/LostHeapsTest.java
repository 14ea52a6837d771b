package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that were a heap, or are one that nobody here can open: never called sound, never pushed to by accident. */
class LostHeapsTest extends CommandTest {
    private static final int HEADER = 16;

    private Path stackOf(byte[] payload) throws IOException {
        Path file = folder.resolve("stack.bstack");
        Files.deleteIfExists(file);
        try (BStack stack = BStack.open(file)) {
            stack.push(payload);
        }
        return file;
    }

    @ParameterizedTest
    @CsvSource({"16, ALFX", "16, ALFF", "24, ALSL", "24, ALCK", "24, AXCK", "32, ALGT", "32, XXGT"})
    void whatLooksLikeAHeapIsUnsoundAndPushedToOnlyByForce(int offset, String name) throws IOException {
        byte[] payload = new byte[120];
        System.arraycopy((name + "\0\1").getBytes(StandardCharsets.US_ASCII), 0, payload, offset, 6);
        if (name.equals("ALFF") || name.equals("ALGT")) {
            payload[offset] ^= 0x40;
        }
        Path file = stackOf(payload);
        byte[] before = Files.readAllBytes(file);
        Result check = run("check", file);
        assertEquals(Bstack.FAILED, check.code());
        assertTrue(check.out().contains("unsound"), check.out());
        assertTrue(run("info", file).succeeded().out().contains("none recognised"));
        run("push", file, "--text", "x").failed("--force");
        run("pop", file, "1").failed("--force");
        assertArrayEquals(before, Files.readAllBytes(file));
        run("push", "--force", file, "--text", "x").succeeded();
        run("pop", "--force", file, "1").succeeded();
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    @Test
    void anyOtherPayloadIsAPlainStack() throws IOException {
        for (byte[] payload :
                new byte[][] {{}, {1}, new byte[100], "Some text of a length that covers it all".getBytes()}) {
            Path file = stackOf(payload);
            assertTrue(run("check", file).succeeded().out().contains(": sound"));
            run("push", file, "--text", "x").succeeded();
        }
    }

    @Test
    void forceDoesNotPushIntoAHeapThatCanBeOpened() throws IOException {
        Path store = newStore();
        byte[] before = Files.readAllBytes(store);
        run("push", "--force", store, "--text", "x").failed("contains a heap");
        assertArrayEquals(before, Files.readAllBytes(store));
    }

    @ParameterizedTest
    @CsvSource({"first-fit", "ghost-tree"})
    void aRootThatNamesNothingIsUnsoundAndOneThatNamesSomethingIsNot(String allocator) throws IOException {
        Path file = newStore(allocator);
        long start;
        try (BStackAllocator heap = BStackAllocators.open(file)) {
            BStackSlice slice = heap.alloc(64);
            start = slice.start();
            heap.reserved().write(0, slice.toBytes());
        }
        run("check", file).succeeded();
        long[][] roots = {{start + (1L << 20), 64}, {start, 1L << 20}, {8, 64}, {-1, 1}, {0, 1}, {Long.MAX_VALUE, 8}};
        for (long[] root : roots) {
            try (BStackAllocator heap = BStackAllocators.open(file)) {
                heap.reserved()
                        .write(
                                0,
                                ByteBuffer.allocate(16)
                                        .order(ByteOrder.LITTLE_ENDIAN)
                                        .putLong(root[0])
                                        .putLong(root[1])
                                        .array());
            }
            Result check = run("check", file);
            assertEquals(Bstack.FAILED, check.code(), "root " + root[0] + ", " + root[1]);
            assertTrue(check.out().contains("the heap's root"), check.out());
        }
    }

    @Test
    void whatTheNextOpenWouldMendIsReportedAndNothingIsMended() throws IOException {
        Path store = newStore();
        run("put", store, "key", newFile("source", "content")).succeeded();
        byte[] content = Files.readAllBytes(store);
        ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putLong(8, content.length - HEADER + 64);
        Files.write(store, content);
        Result check = run("check", store).succeeded();
        assertTrue(check.out().startsWith("needs mending: at byte 8 of the file"), check.out());
        String json = run("check", store, "--json").succeeded().out();
        assertTrue(json.replace(" ", "").contains("\"needsMending\":[{\"fileOffset\":8"), json);
        assertArrayEquals(content, Files.readAllBytes(store));
        run("put", store, "other", newFile("source", "content")).succeeded();
        assertTrue(run("check", store).succeeded().out().contains(": sound ("));
    }
}
