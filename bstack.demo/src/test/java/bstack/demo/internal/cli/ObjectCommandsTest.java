package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** create, put, get, ls and rm. */
class ObjectCommandsTest extends CommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void whatIsPutIsListedGottenReplacedAndRemoved(String allocator) throws IOException {
        Path store = newStore(allocator);
        run("put", store, "b", newFile("source", "from a file")).succeeded();
        runWithInput("from stdin".getBytes(StandardCharsets.UTF_8), "put", store, "a")
                .succeeded();
        assertEquals("a\nb\n", run("ls", store).succeeded().out());
        assertEquals("from a file", run("get", store, "b").succeeded().out());
        assertEquals("from stdin", run("get", store, "a").succeeded().out());
        runWithInput("new".getBytes(StandardCharsets.UTF_8), "put", store, "a", "-")
                .succeeded();
        assertEquals("new", run("get", store, "a").succeeded().out());
        run("rm", store, "a", "b").succeeded();
        assertEquals("", run("ls", store).succeeded().out());
        run("check", store).succeeded();
    }

    @Test
    void aLargeValueFromAStreamGoesInAndOut() throws IOException {
        Path store = newStore();
        byte[] value = new byte[20 << 20];
        new Random(1).nextBytes(value);
        runWithInput(value, "put", store, "large").succeeded();
        assertArrayEquals(value, run("get", store, "large").succeeded().bytes());
        Path target = folder.resolve("target");
        run("get", store, "large", "-o", target).succeeded();
        assertArrayEquals(value, Files.readAllBytes(target));
        run("get", store, "large", "--output", target).succeeded();
        assertArrayEquals(value, Files.readAllBytes(target));
    }

    @Test
    void createRefusesWhatIsThereAlready() throws IOException {
        Path store = newStore();
        run("create", store).failed("is a bstack file already");
        run("create", newFile("other", "text")).failed("exists already and is not empty");
        assertEquals("text", Files.readString(folder.resolve("other")));
        run("create", folder).failed("is a folder");
        run("create", newFile("empty", "")).succeeded();
    }

    @Test
    void createNamesTheAllocatorsThereAre() {
        Result result =
                run("create", folder.resolve("x"), "--allocator", "best-fit").failed("best-fit");
        assertTrue(result.err().contains("first-fit") && result.err().contains("ghost-tree"), result.err());
        assertFalse(Files.exists(folder.resolve("x")));
    }

    @Test
    void aMissingKeyIsAFailure() {
        Path store = newStore();
        run("put", store, "there").succeeded();
        run("get", store, "key").failed("there is no key 'key'");
        run("rm", store, "key").failed("there is no key 'key'");
        run("rm", store, "there", "key").failed("nothing was removed");
        assertEquals("there\n", run("ls", store).succeeded().out());
    }

    @Test
    void aKeyOfTheWrongLengthIsWrongUsage() {
        Path store = newStore();
        run("put", store, "").refused("at least 1 byte");
        run("put", store, "x".repeat(1025)).refused("at most 1024 bytes");
        run("put", store, "x".repeat(1024)).succeeded();
        run("get", store, "x".repeat(1024)).succeeded();
    }

    @Test
    void aKeyThatLooksLikeAnOptionGoesBehindTwoDashes() {
        Path store = newStore();
        run("put", store, "--", "-x").succeeded();
        assertEquals("-x\n", run("ls", store).succeeded().out());
        run("put", store, "@file").succeeded();
        run("get", store, "@file").succeeded();
    }

    @Test
    void lsShowsOddKeysOnOneLineAndExactlyOnRequest() {
        Path store = newStore();
        run("put", store, "two\nlines").succeeded();
        run("put", store, "quote\"").succeeded();
        assertEquals("quote\"\ntwo\\nlines\n", run("ls", store).succeeded().out());
        assertEquals(
                "quote\"\0two\nlines\0", run("ls", store, "--null").succeeded().out());
        String json = run("ls", store, "--json").succeeded().out();
        assertTrue(json.startsWith("[\n") && json.endsWith("\n]\n"), json);
        assertTrue(json.contains("\"key\": \"two\\u000alines\"") && json.contains("\"key\": \"quote\\\"\""), json);
        assertTrue(json.contains("\"type\": \"file\", \"size\": 0, \"permissions\": \"0644\""), json);
    }

    @Test
    void lsSelectsByPrefixAndSaysMoreOnRequest() {
        Path store = newStore();
        run("put", store, "a/1").succeeded();
        run("put", store, "b").succeeded();
        assertEquals("a/1\n", run("ls", store, "a/").succeeded().out());
        assertTrue(run("ls", store, "-l", "b").succeeded().out().matches("-rw-r--r-- +0  \\d{4}-.*  b\n"));
        assertEquals("[]\n", run("ls", store, "c", "--json").succeeded().out());
        run("ls", store, "--long", "--json").refused("exclude each other");
    }

    @Test
    void aSourceThatCannotBeReadIsAFailureAndChangesNothing() throws IOException {
        Path store = newStore();
        byte[] before = Files.readAllBytes(store);
        run("put", store, "key", folder.resolve("missing")).failed("missing: no such file");
        run("put", store, "key", folder).failed("is a folder");
        assertArrayEquals(before, Files.readAllBytes(store));
    }

    @Test
    void aDamagedValueIsNotGiven() throws IOException {
        Path store = newStore();
        run("put", store, "key", newFile("source", "x".repeat(100))).succeeded();
        byte[] bytes = Files.readAllBytes(store);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("x".repeat(100));
        bytes[at + 50] = 'y';
        Files.write(store, bytes);
        assertEquals("", run("get", store, "key").failed("damaged").out());
        run("get", store, "key", "-o", folder.resolve("target")).failed("damaged");
        assertFalse(Files.exists(folder.resolve("target")));
        assertTrue(run("check", store).out().contains("unsound, 1 finding"));
    }
}
