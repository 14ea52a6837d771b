package bstack.demo.internal.tour;

import bstack.core.BStack;
import bstack.demo.internal.text.Figures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** The bottom layer: bytes on a stack, durable when a call returns. */
final class StackStop {
    private static final int PUSHES = 300;
    private static final int FLUSHES = 50;

    private final Guide guide;

    StackStop(Guide guide) {
        this.guide = guide;
    }

    void visit(Path folder) throws IOException {
        guide.heading(1, "The stack: bytes in one file, durable when a call returns");
        guide.explain(
                "The bottom layer is a stack of bytes. A push is one durable write into a journal at the file's end, so"
                        + " it costs what one flush of the disk costs. A clean close leaves the header and your bytes alone.");
        double flush = flush(folder.resolve("flush"));
        guide.fact(
                "write 4 KiB and flush, this disk", Figures.micros(flush) + ": no program can be faster and durable");
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

    /** {@return what one flush takes, in nanoseconds: the median} */
    private static double flush(Path file) throws IOException {
        long[] times = new long[FLUSHES];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1 << 20), 0);
            channel.force(true);
            for (int i = 0; i < FLUSHES; i++) {
                long begun = System.nanoTime();
                channel.write(ByteBuffer.allocate(4096), i * 4096L);
                channel.force(false);
                times[i] = System.nanoTime() - begun;
            }
        }
        Arrays.sort(times);
        return times[FLUSHES / 2];
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
