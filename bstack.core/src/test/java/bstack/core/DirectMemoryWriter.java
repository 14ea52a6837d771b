package bstack.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes while there is no direct memory at all, and afterwards. */
final class DirectMemoryWriter {
    private static List<ByteBuffer> held = new ArrayList<>();

    private DirectMemoryWriter() {}

    private static void takeAll() {
        for (int n = 1 << 20; n > 0; n >>= 1) {
            try {
                while (true) {
                    held.add(ByteBuffer.allocateDirect(n));
                }
            } catch (OutOfMemoryError none) {
                // smaller ones may be left
            }
        }
    }

    /** arguments: a file that does not exist. Prints what came of each write. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        takeAll();
        int total = 0;
        try (BStack stack = BStack.open(file)) {
            for (int n : new int[] {10, 5_000, 100_000, 200_000, 1_500_000}) {
                byte[] data = new byte[n];
                Arrays.fill(data, (byte) n);
                stack.push(data);
                stack.set(total, data);
                total += n;
            }
            stack.extend(3 << 20);
            System.out.println("short of it: " + stack.length());
        }
        held = null;
        try (BStack stack = BStack.open(file)) {
            int at = 0;
            for (int n : new int[] {10, 5_000, 100_000, 200_000, 1_500_000}) {
                for (byte b : stack.get(at, at + n)) {
                    if (b != (byte) n) {
                        throw new AssertionError("other bytes at " + at);
                    }
                }
                at += n;
            }
            stack.push(new byte[100_000]);
            System.out.println("with it: " + stack.length());
        }
    }
}
