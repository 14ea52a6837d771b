package bstack.crashtest;

import bstack.core.BStack;
import bstack.core.BStackNoSpaceException;
import bstack.testkit.internal.fulldisk.Filler;
import bstack.testkit.model.GeneratedBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The program that alone sees a small file system, and asks a stack on it for more than there is. */
final class RefusalProcess {
    /** File systems count what they need for themselves, a node of a tree or two. */
    private static final long SLACK = 256 << 10;
    /** What others have left of the disk. */
    private static final long LEFT = 12 << 20;

    private final Path file;

    private RefusalProcess(Path directory) {
        file = directory.resolve("refused.bstack");
    }

    /** Prints {@code done}, or ends with a stack trace. arguments: directory, and whether it overwrites in place. */
    public static void main(String[] arguments) throws IOException {
        RefusalProcess process = new RefusalProcess(Path.of(arguments[0]));
        process.nothingIsKept();
        process.othersHaveRoom();
        if (Boolean.parseBoolean(arguments[1])) {
            process.overwritesGoOn();
        }
        System.out.println("done");
    }

    /** {@return how many bytes are left, once the file system has done what it puts off} */
    private long free() throws IOException {
        try {
            new ProcessBuilder("sync", "-f", file.toString()).start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Files.getFileStore(file).getUsableSpace();
    }

    private void nothingIsKept() throws IOException {
        new Filler(file.getParent()).leave(LEFT);
        try (BStack stack = BStack.open(file)) {
            long before = free();
            long more = before + (1 << 20);
            refused(stack, before, () -> stack.push(new byte[(int) more]));
            refused(stack, before, () -> stack.extend(more));
            refused(stack, before, () -> stack.extend(before - 1000));
            refused(
                    stack,
                    before,
                    () -> stack.transact(() -> {
                        stack.push(new byte[500_000]);
                        stack.extend(more);
                    }));
            stack.push(new byte[100_000]);
            long with = free();
            refused(stack, with, () -> stack.extend(more));
            refused(stack, with, () -> stack.push(new byte[(int) more]));
            refused(stack, with, () -> stack.extend(with + (3 << 20)));
            stack.discard(100_000);
            stack.checkpoint();
            keeps(before, "a checkpoint");
        }
    }

    private void refused(BStack stack, long before, Refused operation) throws IOException {
        long length = stack.length();
        try {
            operation.run();
        } catch (BStackNoSpaceException e) {
            if (stack.length() != length) {
                throw new AssertionError("what was refused has changed the length", e);
            }
            if (length == 0) {
                stack.checkpoint(); // a transaction may have attached the journal before it asked for too much
            }
            keeps(before, e.getMessage());
            return;
        }
        throw new AssertionError("there was room for more than there is");
    }

    private void keeps(long before, String what) throws IOException {
        long free = free();
        if (free < before - SLACK) {
            throw new AssertionError("%d KiB are free, %d were before: %s".formatted(free >> 10, before >> 10, what));
        }
    }

    private void othersHaveRoom() throws IOException {
        byte[] theirs = new byte[1 << 20];
        Arrays.fill(theirs, (byte) 1);
        Files.write(file.resolveSibling("other"), theirs);
    }

    /** On a disk without a byte, and across the boundaries of pages, which a mapped store must not do. */
    private void overwritesGoOn() throws IOException {
        byte[] expected = new byte[2 << 20];
        try (BStack stack = BStack.open(file)) {
            stack.push(expected);
            stack.set(0, new byte[8]);
            new Filler(file.getParent()).brim();
            free();
            for (int i = 1; i < 70; i++) {
                byte[] data = GeneratedBytes.of(i, 8);
                int at = 4096 * 7 * i - 20;
                stack.set(at, data);
                System.arraycopy(data, 0, expected, at, data.length);
            }
        }
        try (BStack stack = BStack.openReadOnly(file)) {
            if (!Arrays.equals(expected, stack.peek(0))) {
                throw new AssertionError("overwrites on a full disk are not all there");
            }
        }
    }

    /** An operation for which there is no space. */
    private interface Refused {
        void run() throws IOException;
    }
}
