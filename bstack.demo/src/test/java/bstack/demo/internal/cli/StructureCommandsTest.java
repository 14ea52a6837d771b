package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.collections.Codec;
import bstack.collections.HeapRoot;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Named maps and queues from the command line, as a program finds them afterwards. */
@Tag("campaign")
class StructureCommandsTest extends CommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void aMapIsPutAndReadByProcessesAndByPrograms(String allocator) throws Exception {
        RealCommand real = RealCommand.in(folder.resolve("temporary"));
        Path file = newStore(allocator);
        assertEquals(
                "",
                real.run("map", "put", file, "settings", "colour", "blue")
                        .succeeded()
                        .out());
        real.runWithInput("by day".getBytes(StandardCharsets.UTF_8), "map", "put", file, "settings", "mode")
                .succeeded();
        real.run("map", "put", file, "settings", "colour", "red").succeeded();
        assertEquals(
                "red\n",
                real.run("map", "get", file, "settings", "colour").succeeded().out());
        assertEquals(
                "by day",
                run("map", "get", file, "settings", "mode", "--raw").succeeded().out());
        assertEquals(
                "{\"key\": \"colour\", \"value\": \"red\"}\n",
                run("map", "get", file, "settings", "colour", "--json")
                        .succeeded()
                        .out());
        assertEquals(
                "colour\tred\nmode\tby day\n",
                real.run("map", "range", file, "settings").succeeded().out());
        assertEquals("2\n", run("map", "len", file, "settings").succeeded().out());
        assertEquals(
                "{\"entries\": 2}\n",
                run("map", "len", file, "settings", "--json").succeeded().out());
        try (BStackAllocator heap = BStackAllocators.openReadOnly(file)) {
            assertEquals(
                    "red",
                    HeapRoot.open(heap)
                            .map("settings", Codec.utf8(), Codec.utf8())
                            .get("colour"));
        }
        run("map", "put", file, "settings", "colour", "green", "--if-absent").failed("has a value already");
        byte[] before = Files.readAllBytes(file);
        run("map", "rm", file, "settings", "mode", "none").failed("has no key 'none': nothing was removed");
        run("map", "get", file, "settings", "none").failed("has no key 'none'");
        assertArrayEquals(before, Files.readAllBytes(file));
        run("map", "rm", file, "settings", "mode", "colour").succeeded();
        assertEquals(
                "[]\n",
                run("map", "range", file, "settings", "--json").succeeded().out());
        run("check", file);
    }

    @Test
    void keysHaveTheOrderOfTheirCodec() {
        Path file = newStore();
        for (String key : List.of("10", "-3", "9")) {
            run("map", "put", file, "hits", key, "1", "--keys", "int64", "--values", "int32")
                    .succeeded();
        }
        assertEquals(
                "-3\t1\n9\t1\n10\t1\n",
                run("map", "range", file, "hits").succeeded().out());
        assertEquals(
                "9\t1\n",
                run("map", "range", file, "hits", "--from", "0", "--to", "10")
                        .succeeded()
                        .out());
        assertEquals(
                "10\t1\n",
                run("map", "range", file, "hits", "--reverse", "--limit", "1")
                        .succeeded()
                        .out());
        run("map", "put", file, "hits", "many", "1").failed("'many' is nothing that the codec int64 can store");
        run("map", "range", file, "hits", "--prefix", "1", "--to", "5").refused("exclude each other");
        run("map", "put", file, "other", "1", "1", "--keys", "float")
                .refused("none of utf8, bytes, int64, int32 and uuid");
        run("map", "range", file, "none").failed("has no map 'none'; 'bstack map put' makes one");
        run("queue", "push", file, "hits", "x").failed("the structure 'hits' is a map, not a queue");
    }

    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void aQueueGivesFirstWhatWasPushedFirst(String allocator) throws Exception {
        RealCommand real = RealCommand.in(folder.resolve("temporary"));
        Path file = newStore(allocator);
        real.run("queue", "push", file, "jobs", "one", "two").succeeded();
        real.runWithInput("three\nfour\n".getBytes(StandardCharsets.UTF_8), "queue", "push", file, "jobs", "--lines")
                .succeeded();
        assertEquals("4\n", real.run("queue", "len", file, "jobs").succeeded().out());
        assertEquals("one\n", run("queue", "peek", file, "jobs").succeeded().out());
        assertEquals(
                "[\"one\", \"two\"]\n",
                run("queue", "peek", file, "jobs", "--limit", "2", "--json")
                        .succeeded()
                        .out());
        assertEquals("one\n", real.run("queue", "pop", file, "jobs").succeeded().out());
        assertEquals(
                "two\n",
                real.run("queue", "claim", file, "jobs", "--", "cat")
                        .succeeded()
                        .out());
        real.run("queue", "claim", file, "jobs", "--", "false")
                .failed("false ended with 1: the element stays in 'jobs'");
        real.run("queue", "claim", file, "jobs", "--", "/no/such/program").failed("/no/such/program");
        assertEquals(
                "three\n",
                run("queue", "pop", file, "jobs", "--quiet").succeeded().out());
        assertEquals(
                "four", run("queue", "pop", file, "jobs", "--raw").succeeded().out());
        Result empty = real.run("queue", "pop", file, "jobs");
        assertEquals("1 '' ''", empty.code() + " '" + empty.out() + "' '" + empty.err() + "'");
        assertEquals(
                Bstack.FAILED,
                real.run("queue", "claim", file, "jobs", "--", "cat").code());
        run("queue", "pop", file, "none").failed("has no queue 'none'; 'bstack queue push' makes one");
        run("queue").refused("a command is missing: push, pop, claim, peek or len; see 'bstack queue --help'");
        run("queue", "psuh", file).refused("perhaps 'push' is meant; see 'bstack queue --help'");
    }

    @Test
    void aHeapOfAnotherProgramIsNotChanged() throws Exception {
        Path file = newStore();
        try (BStackAllocator heap = BStackAllocators.open(file)) {
            heap.reserved().write(new byte[] {1, 2, 3});
        }
        byte[] before = Files.readAllBytes(file);
        assertEquals(Bstack.FAILED, run("map", "put", file, "a", "b", "c").code());
        assertEquals(Bstack.FAILED, run("queue", "push", file, "a", "b").code());
        assertTrue(run("queue", "len", file, "a").err().startsWith("bstack: "));
        assertArrayEquals(before, Files.readAllBytes(file));
    }
}
