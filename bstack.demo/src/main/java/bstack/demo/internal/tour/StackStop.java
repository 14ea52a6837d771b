package bstack.demo.internal.tour;

import bstack.core.BStack;
import bstack.demo.internal.text.Figures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bottom layer: bytes on a stack, durable when a call returns. */
final class StackStop {
    private static final int PUSHES = 300;

    private final Guide guide;

    StackStop(Guide guide) {
        this.guide = guide;
    }

    void visit(Path folder) throws IOException {
        guide.heading(1, "The stack: bytes in one file, durable when a call returns");
        Path file = folder.resolve("stack.bstack");
        try (BStack stack = BStack.open(file)) {
            long first = stack.push(bytes("hello "));
            long second = stack.push(bytes("world"));
            guide.fact("push \"hello \", push \"world\"", "at offsets " + first + " and " + second);
            String popped = new String(stack.pop(5), StandardCharsets.UTF_8);
            Guide.expect(popped.equals("world"), "to pop what was pushed last");
            guide.fact("pop 5 bytes", "\"" + popped + "\", " + stack.length() + " bytes are left");
            byte[] record = new byte[64];
            long begun = System.nanoTime();
            for (int i = 0; i < PUSHES; i++) {
                stack.push(record);
            }
            double each = (System.nanoTime() - begun) / (double) PUSHES;
            guide.fact(PUSHES + " pushes of 64 bytes", Figures.micros(each) + " each, every one on stable storage");
        }
        long length = 6 + PUSHES * 64L;
        Guide.expect(Files.size(file) == 16 + length, "a closed file to be its header and its payload");
        guide.fact(
                "closed, the file is", "16 bytes of header and " + Figures.count(length) + " of payload, nothing else");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
