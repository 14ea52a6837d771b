package bstack.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code bstack} and what its environment says. */
class LauncherTest {
    @TempDir
    Path root;

    private int code;

    @BeforeEach
    void copyTheScriptToWhereABuildFails() throws IOException {
        ScriptCopy.make(root, "built with a stub");
    }

    private String errorsWith(String modules) throws Exception {
        Path errors = root.resolve("stderr");
        ProcessBuilder builder = new ProcessBuilder(root.resolve("bstack").toString(), "--version");
        builder.environment().merge("PATH", "", (path, none) -> root.resolve("bin") + ":" + path);
        builder.environment().put("BSTACK_MODULES", modules);
        Process script = builder.redirectError(errors.toFile())
                .redirectOutput(root.resolve("stdout").toFile())
                .start();
        assertTrue(script.waitFor(120, TimeUnit.SECONDS), "the script hangs");
        code = script.exitValue();
        return Files.readString(errors);
    }

    @Test
    void modulesInNoFolderAreAnErrorOfOneLineBeforeAnythingElse() throws Exception {
        Path file = Files.createFile(root.resolve("file"));
        for (String modules : new String[] {"/no/such/folder", file.toString(), root + ":/no/such/folder"}) {
            String said = errorsWith(modules);
            String wrong = modules.replace(root + ":", "");
            assertEquals("bstack: BSTACK_MODULES names no folder: " + wrong + "\n", said);
            assertEquals(1, code);
        }
        assertFalse(Files.exists(root.resolve("bstack.demo")));
    }

    @Test
    void modulesInAFolderAreNoError() throws Exception {
        for (String modules : new String[] {
            "",
            root.toString(),
            Files.createDirectory(root.resolve("with space")).toString()
        }) {
            String said = errorsWith(modules);
            assertTrue(said.contains("built with a stub"), said);
        }
    }

    @Test
    void whatTheScriptSaysIsAsHarmlessAsWhatTheCommandSays() throws Exception {
        String said = errorsWith("/no\u001b[31m\\\u009b\n*");
        assertEquals("bstack: BSTACK_MODULES names no folder: /no\\x1b[31m\\\\\\xc2\\x9b\\x0a*\n", said);
    }
}
