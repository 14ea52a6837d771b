package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The part that tests of commands share: a folder, and runs of the command in this JVM with captured streams. */
abstract class CommandTest {
    @TempDir
    Path folder;

    /** What one run of the command has done. */
    record Result(int code, byte[] bytes, String err) {
        String out() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        /** Checks that it succeeded and complained about nothing. */
        Result succeeded() {
            assertEquals("", err);
            assertEquals(Bstack.DONE, code);
            return this;
        }

        /** Checks that it failed with one line of the usual form, which has this part. */
        Result failed(String part) {
            assertOneLine(part);
            assertEquals(Bstack.FAILED, code);
            return this;
        }

        /** Checks that it was used wrongly, and said so in one line which has this part. */
        Result refused(String part) {
            assertOneLine(part);
            assertEquals(Bstack.USAGE, code);
            return this;
        }

        private void assertOneLine(String part) {
            assertTrue(err.startsWith("bstack: "), err);
            assertTrue(err.contains(part), err);
            assertEquals(err.length() - 1, err.indexOf('\n'), err);
            assertTrue(!err.contains("Exception"), err);
        }
    }

    /** {@return what the command does with these arguments and this standard input} */
    static Result runWithInput(byte[] input, Object... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] texts = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            texts[i] = args[i].toString();
        }
        int code = Bstack.run(Terminal.of(new ByteArrayInputStream(input), out, err), texts);
        return new Result(code, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    static Result run(Object... args) {
        return runWithInput(new byte[0], args);
    }

    /** {@return a new heap in the test's folder} */
    Path newStore(String allocator) {
        Path file = folder.resolve("store-" + allocator + ".bstack");
        run("create", file, "--allocator", allocator).succeeded();
        return file;
    }

    Path newStore() {
        return newStore("first-fit");
    }

    Path newFile(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }
}
