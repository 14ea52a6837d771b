package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectAttributes;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.store.ObjectType;
import bstack.demo.internal.store.ValueSource;
import bstack.spi.BStackAllocators;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers and times, as they are printed anywhere in the world and at any time. */
@Tag("campaign")
class LocaleTest extends CommandTest {
    @ParameterizedTest
    @CsvSource({"ar, EG, ''", "fa, IR, ''", "hi, IN, u-nu-deva", "th, TH, u-ca-buddhist-nu-thai"})
    void theDigitsAreThoseThatProgramsRead(String language, String country, String extensions) throws Exception {
        Path store = newStore();
        run("put", store, "key", newFile("source", "x".repeat(5000))).succeeded();
        byte[] bytes = Files.readAllBytes(store);
        bytes[new String(bytes, StandardCharsets.ISO_8859_1).indexOf("xxxx")] = 'y';
        Path unsound = Files.write(folder.resolve("unsound.bstack"), bytes);
        Path linear = newStore("linear");
        List<Object[]> commands = List.of(
                new Object[] {"info", store},
                new Object[] {"info", store, "--json"},
                new Object[] {"ls", store, "--long"},
                new Object[] {"ls", store, "--json"},
                new Object[] {"check", unsound},
                new Object[] {"check", unsound, "--json"},
                new Object[] {"export", unsound, folder.resolve("out")},
                new Object[] {"get", unsound, "key"},
                new Object[] {"push", linear, "--text", "hello"},
                new Object[] {"len", linear, "--json"},
                new Object[] {"pop", linear, "4711"},
                new Object[] {"put", store, "x".repeat(2000)});
        List<String> locale =
                List.of("-Duser.language=" + language, "-Duser.country=" + country, "-Duser.extensions=" + extensions);
        for (Object[] command : commands) {
            String said = said(locale, command);
            assertTrue(said.chars().anyMatch(c -> c >= '0' && c <= '9'), said);
            assertFalse(said.codePoints().anyMatch(c -> c > '9' && Character.isDigit(c)), said);
            assertFalse(said.contains("internal error"), said);
        }
    }

    /** {@return all that the command says in a process of its own} */
    private String said(List<String> options, Object... command) throws Exception {
        try (CommandProcess process = CommandProcess.startSayingAll(options, folder.resolve("temporary"), command)) {
            return new String(process.process().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void anExtremeTimeIsShown() throws Exception {
        Path file = newStore();
        try (ObjectStore store = ObjectStore.in(BStackAllocators.open(file))) {
            for (Instant time : List.of(
                    Instant.MIN,
                    Instant.MAX,
                    Instant.parse("+10000-01-01T00:00:00Z"),
                    Instant.parse("-0001-06-01T00:00:00Z"))) {
                ObjectAttributes attributes = new ObjectAttributes(ObjectType.FILE, 0644, time);
                store.put(Key.of(time.toString()), attributes, ValueSource.of(new byte[1]));
            }
        }
        String listed = run("ls", file, "--long").succeeded().out();
        assertTrue(listed.contains(" -1000000000-01-01T00:00:00Z  -1000000000-01-01"), listed);
        assertTrue(listed.contains(" +1000000000-12-31T23:59:59.999999999Z  +1000000000-12-31"), listed);
        assertEquals(4, listed.lines().count());
        assertEquals(6, run("ls", file, "--json").succeeded().out().lines().count());
        Result exported = run("export", file, folder.resolve("out"));
        assertFalse(exported.err().contains("internal error"), exported.err());
        run("check", file).succeeded();
    }
}
