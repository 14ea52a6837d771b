package bstack.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program that opens and writes for the first time when all direct memory is in use, and again when there is some. */
final class DirectMemoryProgram {
    private DirectMemoryProgram() {}

    public static void main(String[] arguments) throws IOException {
        Path path = Path.of(arguments[0]);
        BStackOptions options = BStackOptions.defaults().access(BStackOptions.Access.valueOf(arguments[1]));
        List<ByteBuffer> held = new ArrayList<>();
        for (int size = 1 << 20; size >= 1; size >>= 1) {
            take(held, size);
        }
        attempt(path, options);
        held.clear();
        System.gc();
        try (BStack stack = BStack.open(path, options)) {
            long length = stack.length();
            stack.push(new byte[10]);
            System.out.println(stack.length() == length + 10 ? "sound" : "wrong length");
        }
    }

    private static void take(List<ByteBuffer> held, int size) {
        try {
            while (true) {
                held.add(ByteBuffer.allocateDirect(size));
            }
        } catch (OutOfMemoryError e) {
            return; // as meant
        }
    }

    private static void attempt(Path path, BStackOptions options) {
        try (BStack stack = BStack.open(path, options)) {
            stack.push(new byte[10]);
        } catch (OutOfMemoryError | IOException e) {
            return; // what is refused now may be done later
        }
    }
}
