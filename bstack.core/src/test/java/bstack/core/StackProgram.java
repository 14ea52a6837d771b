package bstack.core;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A program that does to stacks what it is told to, one command a line, and answers each with a line. Run by {@link OtherJvm}.
 *
 * <ul>
 *   <li>{@code open ACCESS MILLIS PATH} and {@code read ACCESS MILLIS PATH}: opens one, waiting so long for it
 *   <li>{@code list ACCESS MILLIS FOLDER}: opens the only file of a folder, under the name that a listing gives it
 *   <li>{@code push BYTE}, {@code length}, {@code close}: of the one opened last
 *   <li>{@code count ACCESS TIMES PATH}: see {@link #count}
 *   <li>{@code look ACCESS TIMES PATH}: opens one for reading so often
 *   <li>{@code touch PATH}: reads a file, as any other code of a program may do
 * </ul>
 */
final class StackProgram implements UnaryOperator<String> {
    private final Deque<BStack> stacks = new ArrayDeque<>();

    StackProgram() {}

    public static void main(String[] arguments) throws IOException {
        StackProgram program = new StackProgram();
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(program.apply(line));
        }
    }

    /** {@return the answer to a command} */
    @Override
    public String apply(String command) {
        try {
            return run(command.split(" ", 4));
        } catch (BStackLockedException e) {
            return e.heldByThisJvm() ? "locked by itself" : "locked by another";
        } catch (Exception | Error e) {
            return e.toString();
        }
    }

    private String run(String[] words) throws IOException {
        switch (words[0]) {
            case "open" -> stacks.push(BStack.open(Path.of(words[3]), options(words)));
            case "read" -> stacks.push(BStack.openReadOnly(Path.of(words[3]), options(words)));
            case "list" -> stacks.push(BStack.open(onlyFile(Path.of(words[3])), options(words)));
            case "push" -> stacks.peek().push(Bytes.of(Integer.parseInt(words[1])));
            case "length" -> {
                return Long.toString(stacks.peek().length());
            }
            case "close" -> stacks.pop().close();
            case "count" ->
                count(Path.of(words[3]), BStackOptions.Access.valueOf(words[1]), Integer.parseInt(words[2]));
            case "look" -> look(Path.of(words[3]), BStackOptions.Access.valueOf(words[1]), Integer.parseInt(words[2]));
            case "touch" -> Files.readAllBytes(Path.of(words[1]));
            default -> throw new IllegalArgumentException(words[0]);
        }
        return "done";
    }

    /**
     * Counts in a stack's first bytes, opening it for each step, and reads the file while it is open, by which a FileChannel
     * loses its lock.
     */
    static void count(Path path, BStackOptions.Access access, int times) throws IOException {
        BStackOptions patient = BStackOptions.defaults().access(access).lockTimeout(Duration.ofMinutes(1));
        for (int i = 0; i < times; i++) {
            try (BStack stack = BStack.open(path, patient)) {
                Files.readAllBytes(path);
                ByteBuffer number = ByteBuffer.wrap(stack.get(0, Long.BYTES));
                Thread.yield();
                stack.set(0, number.putLong(0, number.getLong(0) + 1));
            }
        }
    }

    /** Opens a stack for reading again and again, without waiting. */
    static void look(Path path, BStackOptions.Access access, int times) throws IOException {
        BStackOptions options = BStackOptions.defaults().access(access);
        for (int i = 0; i < times; i++) {
            BStack.openReadOnly(path, options).close();
        }
    }

    private static BStackOptions options(String[] words) {
        return BStackOptions.defaults()
                .access(BStackOptions.Access.valueOf(words[1]))
                .lockTimeout(Duration.ofMillis(Long.parseLong(words[2])));
    }

    private static Path onlyFile(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            if (all.size() != 1) {
                throw new IOException(all.size() + " files in " + folder);
            }
            return all.get(0);
        }
    }
}
