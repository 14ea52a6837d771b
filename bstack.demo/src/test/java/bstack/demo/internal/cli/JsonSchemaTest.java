package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** docs/command.schema.json describes what each command prints with --json; and each that has the option is described. */
class JsonSchemaTest extends CommandTest {
    private static final Path SCHEMA = Path.of("..", "docs", "command.schema.json");

    private final Set<String> seen = new HashSet<>();

    private static Map<?, ?> definitions() throws Exception {
        return (Map<?, ?>) ((Map<?, ?>) JsonReader.read(Files.readString(SCHEMA))).get("$defs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void everyOutputIsAsTheSchemaSays(String allocator) throws Exception {
        Path heap = folder.resolve("sample.bstack");
        SampleHeap.make(heap, allocator, 60);
        Path store = newStore(allocator);
        run("put", store, "key", newFile("source", "x".repeat(5000))).succeeded();
        Path bad = Files.copy(store, folder.resolve("bad.bstack"));
        byte[] bytes = Files.readAllBytes(bad);
        bytes[bytes.length - 30] ^= 1;
        bytes[40] ^= 1;
        Files.write(bad, bytes);
        Path linear = newStore("linear");
        for (Path file : List.of(heap, store, bad, linear)) {
            fits("info", file);
            fits("len", file);
            fits("page", file, "--file", "0");
            fits("check", file);
            fits("recover", file);
        }
        fits("page", heap, "4096");
        fits("check", newFile("other", "This is something else, and of no format."));
        fits("ls", store);
        fits("stats", heap);
        fits("map", heap);
        fits("map get", heap, "visits", "3");
        fits("map range", heap, "visits");
        fits("map len", heap, "visits");
        fits("queue peek", heap, "jobs", "--limit", "3");
        fits("queue len", heap, "jobs");
        fits("repair", bad, "-o", folder.resolve("saved.bstack"));
        fits("repair", heap, "-o", folder.resolve("copied.bstack"));
        fits("compact", heap);
        fits("trim", heap);
        fits("bench", folder);
        Set<String> described = new HashSet<>();
        definitions().keySet().forEach(name -> described.add((String) name));
        described.removeAll(Set.of("finding", "rate"));
        assertEquals(described, seen, "what is described, and what is tried");
    }

    private void fits(String command, Object... rest) throws Exception {
        List<Object> args = new ArrayList<>(List.of(command.split(" ")));
        args.addAll(List.of(rest));
        args.add("--json");
        Result result = run(args.toArray());
        if (!result.err().isEmpty()) {
            assertTrue(Set.of("info", "len", "recover").contains(command), result.err());
            return;
        }
        Map<?, ?> definitions = definitions();
        check(JsonReader.read(result.out()), (Map<?, ?>) definitions.get(command), definitions, command);
        seen.add(command);
    }

    @Test
    void everyCommandThatHasTheOptionIsDescribed() throws Exception {
        Map<?, ?> definitions = definitions();
        collect(Bstack.commandLine(), definitions);
    }

    private static void collect(CommandLine line, Map<?, ?> definitions) {
        for (CommandLine each : line.getSubcommands().values()) {
            String name = each.getCommandSpec().qualifiedName(" ").substring("bstack ".length());
            if (each.getCommandSpec().findOption("--json") != null) {
                assertTrue(definitions.containsKey(name), name + " has --json, and no schema");
            }
            collect(each, definitions);
        }
    }

    /** The part of JSON Schema that the file uses. Unlike there, a property that is not named is an error here. */
    private static void check(Object value, Map<?, ?> schema, Map<?, ?> definitions, String where) {
        if (schema.get("$ref") instanceof String ref) {
            check(value, (Map<?, ?>) definitions.get(ref.substring("#/$defs/".length())), definitions, where);
            return;
        }
        if (schema.get("enum") instanceof List<?> values) {
            assertTrue(values.contains(value), () -> where + ": " + value + " is none of " + values);
            return;
        }
        List<?> types = schema.get("type") instanceof List<?> several ? several : List.of(schema.get("type"));
        assertTrue(types.stream().anyMatch(type -> is(value, type)), () -> where + ": " + value + " is no " + types);
        if (schema.get("minimum") instanceof Long least && value instanceof Long number) {
            assertTrue(number >= least, () -> where + ": " + number);
        }
        if (value instanceof List<?> list) {
            list.forEach(each -> check(each, (Map<?, ?>) schema.get("items"), definitions, where + "[]"));
        }
        if (value instanceof Map<?, ?> map) {
            Map<?, ?> properties = (Map<?, ?>) schema.get("properties");
            for (Object name : (List<?>) schema.get("required")) {
                assertTrue(map.containsKey(name), () -> where + " lacks " + name);
            }
            map.forEach((name, each) -> {
                Object property = properties.get(name);
                // What a decoded page has depends on what it is.
                if (property != null || !where.equals("page")) {
                    assertTrue(property != null, () -> where + " has " + name + ", which is not described");
                    check(each, (Map<?, ?>) property, definitions, where + "." + name);
                }
            });
        }
    }

    private static boolean is(Object value, Object type) {
        return switch ((String) type) {
            case "object" -> value instanceof Map;
            case "array" -> value instanceof List;
            case "string" -> value instanceof String;
            case "boolean" -> value instanceof Boolean;
            case "integer" -> value instanceof Long;
            case "number" -> value instanceof Long || value instanceof Double;
            case "null" -> value == null;
            default -> throw new IllegalArgumentException("type " + type);
        };
    }
}
