package bstack.core;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Reads a stack until the compiler has seen it often, then another program cuts the file off, and it reads behind the cut. */
final class CutFileReader {
    private static final int HALF = 1 << 20;
    private static final int READS = 200;

    private CutFileReader() {}

    /** A way to read bytes. */
    private interface Way {
        byte[] read(BStack stack, long at) throws IOException;
    }

    /** arguments: a file that does not exist, and how often to read before. Prints what came of each way of reading. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        int warm = Integer.parseInt(arguments[1]);
        Map<String, Way> ways = new TreeMap<>(Map.of(
                "get 8", (s, at) -> s.get(at, at + 8),
                "get 64", (s, at) -> s.get(at, at + 64),
                "get 5000", (s, at) -> s.get(at, at + 5000),
                "direct", (s, at) -> into(s, at, ByteBuffer.allocateDirect(64)),
                "heap", (s, at) -> into(s, at, ByteBuffer.allocate(64)),
                "transaction", (s, at) -> s.transact(() -> s.get(at, at + 64)),
                "update", CutFileReader::update));
        byte[] sevens = new byte[2 * HALF];
        Arrays.fill(sevens, (byte) 7);
        for (Map.Entry<String, Way> way : ways.entrySet()) {
            try (BStack stack = BStack.open(file)) {
                stack.discard(stack.length());
                stack.push(sevens);
            }
            System.out.println(way.getKey() + " " + read(file, way.getValue(), warm));
        }
    }

    private static Map<String, Integer> read(Path file, Way way, int warm) throws IOException {
        Map<String, Integer> answers = new TreeMap<>();
        BStack stack = BStack.open(file);
        for (int i = 0; i < warm; i++) {
            answers.merge(answer(file, stack, way, i % 1000), 1, Integer::sum);
        }
        try (RandomAccessFile other = new RandomAccessFile(file.toFile(), "rw")) {
            other.setLength(HALF);
        }
        for (int i = 0; i < READS; i++) {
            answers.merge(answer(file, stack, way, HALF + 10_000 + 4096L * i), 1, Integer::sum);
        }
        answers.merge(answer(file, stack, way, 77), 1, Integer::sum);
        stack.close(); // nothing was written, so nothing is missed
        return answers;
    }

    private static String answer(Path file, BStack stack, Way way, long at) {
        try {
            for (byte b : way.read(stack, at)) {
                if (b != 7) {
                    return "bytes that are not in the file";
                }
            }
            return "right";
        } catch (IOException e) {
            boolean saysWhere =
                    e.getMessage().contains(file.toString()) && e.getMessage().matches("(?s).*byte \\d+.*");
            return saysWhere ? "IOException" : e.toString();
        } catch (RuntimeException | Error e) {
            return e.toString();
        }
    }

    private static byte[] into(BStack stack, long at, ByteBuffer dst) throws IOException {
        stack.getInto(at, dst);
        byte[] bytes = new byte[dst.flip().remaining()];
        dst.get(bytes);
        return bytes;
    }

    private static byte[] update(BStack stack, long at) throws IOException {
        byte[][] seen = new byte[1][];
        try {
            stack.update(at, at + 64, bytes -> {
                seen[0] = bytes.clone();
                throw new IllegalArgumentException("only looking");
            });
        } catch (IllegalArgumentException expected) {
            return seen[0];
        }
        throw new AssertionError("update has lost the exception of its function");
    }
}
