package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** push, pop, peek and len. */
class StackCommandsTest extends CommandTest {
    @Test
    void whatIsPushedIsPeekedAndPopped() throws IOException {
        Path stack = newStore("linear");
        assertEquals("0\n", run("push", stack, "--text", "hello ").succeeded().out());
        assertEquals(
                "6\n", run("push", stack, newFile("source", "wor")).succeeded().out());
        assertEquals(
                "9\n",
                runWithInput("ld".getBytes(StandardCharsets.UTF_8), "push", stack, "-")
                        .succeeded()
                        .out());
        assertEquals("11\n", run("len", stack).succeeded().out());
        assertEquals(
                "{\"length\": 11}\n", run("len", stack, "--json").succeeded().out());
        assertEquals("hello world", run("peek", stack).succeeded().out());
        assertEquals("world", run("peek", stack, "5").succeeded().out());
        assertEquals("world", run("peek", stack, "--from", "6").succeeded().out());
        assertEquals("world", run("pop", stack, "5").succeeded().out());
        assertEquals("", run("pop", stack, "0").succeeded().out());
        assertEquals("hello ", run("peek", stack).succeeded().out());
    }

    @Test
    void moreThanThereIsIsRefusedAndChangesNothing() {
        Path stack = newStore("linear");
        run("push", stack, "--text", "abc").succeeded();
        run("pop", stack, "4").failed("holds 3 bytes, not 4");
        run("peek", stack, "4").failed("holds 3 bytes, not 4");
        run("peek", stack, "--from", "4").failed("holds 3 bytes, not 4");
        assertEquals("3\n", run("len", stack).succeeded().out());
    }

    @Test
    void manyMebibytesArePushedAndPoppedAsOne() {
        Path stack = newStore("linear");
        byte[] bytes = new byte[12 << 20];
        new Random(1).nextBytes(bytes);
        runWithInput(bytes, "push", stack).succeeded();
        assertArrayEquals(bytes, run("peek", stack).succeeded().bytes());
        assertArrayEquals(bytes, run("pop", stack, bytes.length).succeeded().bytes());
        assertEquals("0\n", run("len", stack).succeeded().out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void pushAndPopRefuseAHeapAndPeekAndLenReadIt(String allocator) throws IOException {
        Path store = newStore(allocator);
        byte[] before = Files.readAllBytes(store);
        run("push", store, "--text", "x").failed("contains a heap of the " + allocator + " allocator");
        run("pop", store, "1").failed("contains a heap of the " + allocator + " allocator");
        assertEquals(before.length - 16 + "\n", run("len", store).succeeded().out());
        assertEquals(before.length - 16, run("peek", store).succeeded().bytes().length);
        assertArrayEquals(before, Files.readAllBytes(store));
    }
}
