package bstack.demo.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns of keys, and the words of a line. */
class KeyPatternTest {
    @ParameterizedTest
    @CsvSource({
        "*.txt, a.txt, true",
        "*.txt, a.txt.gz, false",
        "*.txt, dir/a.txt, false",
        "**.txt, dir/a.txt, true",
        "dir/*, dir/a, true",
        "dir/*, dir/a/b, false",
        "dir/**/c, dir/a/b/c, true",
        "a?c, abc, true",
        "a?c, a/c, false",
        "[a-c]x, bx, true",
        "[a-c]x, dx, false",
        "[!a-c]x, dx, true",
        "[!a-c]x, /x, false",
        "[]]x, ]x, true",
        "[&&a]x, &x, true",
        "a+(b), a+(b), true",
        "\\*, *, true",
        "\\*, a, false",
        "gr\u00f6\u00dfe*, gr\u00f6\u00dfe-1, true",
        "?, \ud83d\ude00, true"
    })
    void aPatternDescribesThese(String pattern, String name, boolean expected) {
        assertEquals(expected, KeyPattern.of(pattern).matches(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[a", "a\\", "[z-a]"})
    void whatIsNoPatternIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> KeyPattern.of(text));
    }

    @Test
    void aLineHasTheseWords() {
        assertEquals(List.of("rm", "a", "b"), words("  rm a\tb "));
        assertEquals(List.of(), words("# a comment"));
        assertEquals(List.of(), words("   "));
        assertEquals(List.of("text", "a b", "", "x#y"), words("text \"a b\" \"\" x#y"));
        assertEquals(List.of("\"\\\n\t\rA\u00ff\u202e"), words("\"\\\"\\\\\\n\\t\\r\\x41\\u00ff\\u202e\""));
        assertEquals((byte) 0xff, Words.of("\"\\xff\"").get(0)[0]);
        for (String wrong : List.of("\"a", "\"a\"b", "\"\\q\"", "\"\\x4\"", "\"\\u12\"")) {
            assertThrows(IllegalArgumentException.class, () -> Words.of(wrong), wrong);
        }
    }

    private static List<String> words(String line) {
        return Words.of(line).stream()
                .map(word -> new String(word, StandardCharsets.UTF_8))
                .toList();
    }
}
