package bstack.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code bstack} where a build is due but the lock is in the way: it waited for ever for an owner that had
 * been killed before it signed, and in a folder that it may not write to.
 */
@Tag("campaign")
class BuildLockTest {
    @TempDir
    Path root;

    private Path target;

    @BeforeEach
    void copyTheScriptToWhereNothingIsBuilt() throws IOException {
        ScriptCopy.make(root, "a stub that builds nothing");
        target = root.resolve("bstack.demo/target");
    }

    @Test
    void aLockWhoseOwnerIsGoneIsTakenOver() throws Exception {
        Path lock = Files.createDirectories(target.resolve("bstack-build.lock"));
        Process gone = new ProcessBuilder("/bin/sh", "-c", "exit").start();
        gone.waitFor();
        Files.writeString(lock.resolve("pid"), gone.pid() + "\n");
        assertTrue(run().contains("a stub that builds nothing"));
        assertFalse(Files.exists(lock));
    }

    @Test
    void aLockWhoseOwnerDiedBeforeItSignedIsTakenOver() throws Exception {
        Path lock = Files.createDirectories(target.resolve("bstack-build.lock"));
        assertTrue(run().contains("a stub that builds nothing"));
        assertFalse(Files.exists(lock));
    }

    @Test
    void aFolderThatCannotBeWrittenToIsAnErrorOfOneLine() throws Exception {
        Files.createDirectories(target.getParent());
        Files.writeString(target, "in the way");
        String said = run();
        assertTrue(said.startsWith("bstack: cannot write to "), said);
        assertEquals(1, said.lines().count(), said);
    }

    /** {@return what the script says on standard error; it must fail, and soon} */
    private String run() throws IOException, InterruptedException {
        Path errors = root.resolve("stderr");
        ProcessBuilder builder = new ProcessBuilder(root.resolve("bstack").toString(), "--version");
        builder.environment().merge("PATH", "", (path, none) -> root.resolve("bin") + ":" + path);
        Process script = builder.redirectError(errors.toFile())
                .redirectOutput(root.resolve("stdout").toFile())
                .start();
        boolean ended = script.waitFor(60, TimeUnit.SECONDS);
        script.destroyForcibly();
        assertTrue(ended, "the script hangs");
        assertEquals(1, script.exitValue());
        return Files.readString(errors);
    }
}
