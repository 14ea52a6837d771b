package bstack.spi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bstack.core.BStack;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Replays traces recorded from the Rust implementation of bstack: each line is an operation and its result, and beside
 * the trace lies the file that it left. What the operations mean is said where they are run, below.
 */
class LinearTraceTest {
    private static final int PATCH_BYTE = 6;

    @TempDir
    Path folder;

    private final Map<String, BStackSlice> slices = new HashMap<>();
    private Path file;
    private BStack stack;
    private LinearBStackAllocator allocator;

    @ParameterizedTest
    @ValueSource(strings = {"linear-01", "linear-02"})
    void everyResultIsTheRecordedOneAndTheFileIsTheSameButForThePatchByte(String name) throws IOException {
        file = folder.resolve(name + ".bstack");
        open();
        List<String> lines = new String(resource(name + ".trace"), StandardCharsets.UTF_8)
                .lines()
                .toList();
        for (int i = 0; i < lines.size(); i++) {
            String[] line = lines.get(i).split(" => ");
            assertEquals(line[1], run(line[0].split(" ")), "%s line %d: %s".formatted(name, i + 1, line[0]));
        }
        allocator.close();
        byte[] recorded = resource(name + ".bstack");
        byte[] written = Files.readAllBytes(file);
        written[PATCH_BYTE] = recorded[PATCH_BYTE];
        assertArrayEquals(recorded, written);
    }

    private String run(String[] operation) throws IOException {
        BStackSlice slice = operation.length > 1 ? slices.get(operation[1]) : null;
        switch (operation[0]) {
            case "alloc" -> {
                return handle(operation[1], allocator.alloc(Long.parseLong(operation[2])));
            }
            case "realloc" -> {
                return handle(operation[1], allocator.realloc(slice, Long.parseLong(operation[2])));
            }
            case "dealloc" -> {
                allocator.dealloc(slice);
                slices.remove(operation[1]);
            }
            case "fill" -> slice.write(generated(Long.parseLong(operation[2]), (int) slice.length()));
            case "write" ->
                slice.write(Long.parseLong(operation[2]), HexFormat.of().parseHex(operation[3]));
            case "read" -> {
                return HexFormat.of().formatHex(slice.read());
            }
            case "crc" -> {
                CRC32 crc = new CRC32();
                crc.update(slice.read());
                return "%08x".formatted(crc.getValue());
            }
            case "len" -> {
                return Long.toString(allocator.length());
            }
            case "reopen" -> {
                allocator.close();
                open();
                slices.replaceAll((id, old) -> BStackSlice.fromBytes(allocator, old.toBytes()));
            }
            default -> throw new AssertionError("unknown operation " + operation[0]);
        }
        return "ok";
    }

    private String handle(String id, BStackSlice slice) {
        slices.put(id, slice);
        return slice.start() + " " + slice.length();
    }

    private void open() throws IOException {
        stack = BStack.open(file);
        allocator = LinearBStackAllocator.open(stack);
    }

    /** {@return the bytes that the traces mean by a seed and a length} */
    private static byte[] generated(long seed, int n) {
        byte[] bytes = new byte[n];
        long x = seed * 0x9E3779B97F4A7C15L | 1;
        for (int i = 0; i < n; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
            bytes[i] = (byte) (x >>> 24);
        }
        return bytes;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = LinearTraceTest.class.getResourceAsStream("/reference/traces/" + name)) {
            return in.readAllBytes();
        }
    }
}
