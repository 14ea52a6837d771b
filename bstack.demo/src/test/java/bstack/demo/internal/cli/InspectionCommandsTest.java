package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** info, check and tour. */
class InspectionCommandsTest extends CommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void infoSaysWhatAStoreHoldsAndChangesNothing(String allocator) throws IOException {
        Path store = newStore(allocator);
        run("put", store, "key", newFile("source", "12345")).succeeded();
        byte[] before = Files.readAllBytes(store);
        String text = run("info", store).succeeded().out();
        assertTrue(text.contains("allocator  " + allocator), text);
        assertTrue(text.contains("at rest"), text);
        assertTrue(text.contains("objects    1, 5 bytes of values, 1 page of index"), text);
        assertTrue(text.contains("installed  first-fit, ghost-tree, linear"), text);
        String json = run("info", store, "--json").succeeded().out();
        assertTrue(json.contains("\"allocator\": \"" + allocator + "\""), json);
        assertTrue(json.contains("\"atRest\": true") && json.contains("\"objects\": 1"), json);
        assertTrue(json.contains("\"size\": " + before.length), json);
        assertArrayEquals(before, Files.readAllBytes(store));
    }

    @Test
    void infoAndCheckOfAPlainStackSayThatNoAllocatorIsRecognised() {
        Path stack = newStore("linear");
        run("push", stack, "--text", "hello").succeeded();
        assertTrue(run("info", stack).succeeded().out().contains("none recognised"));
        assertTrue(run("info", stack, "--json").succeeded().out().contains("\"allocator\": null"));
        assertTrue(run("check", stack).succeeded().out().contains("no allocator recognised"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void checkFindsALeakAndReportsItForScriptsToo(String allocator) throws IOException {
        Path store = newStore(allocator);
        run("put", store, "key", newFile("source", "12345")).succeeded();
        assertTrue(run("check", store).succeeded().out().contains("sound"));
        assertTrue(run("check", store, "--json").succeeded().out().contains("\"sound\": true"));
        try (BStackAllocator heap = BStackAllocators.open(store)) {
            heap.alloc(1000);
        }
        Result result = run("check", store);
        assertEquals(Bstack.FAILED, result.code());
        assertTrue(result.out().contains("bytes that nothing refers to"), result.out());
        assertTrue(result.out().contains("unsound, 1 finding"), result.out());
        Result json = run("check", store, "--json");
        assertEquals(Bstack.FAILED, json.code());
        assertTrue(
                json.out().contains("\"sound\": false") && json.out().contains("\"findings\": [{\"offset\": "),
                json.out());
    }

    @Test
    void theTourHolds() {
        String text = run("tour").succeeded().out();
        assertTrue(text.contains("recognised as first-fit") && text.contains("recognised as ghost-tree"), text);
        assertTrue(text.contains("killed with SIGKILL"), text);
        assertTrue(text.contains("All of it held"), text);
    }
}
