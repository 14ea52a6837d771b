package bstack.demo;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import bstack.testkit.AllocatorContract;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The allocator of docs/tutorial.md, compiled as it stands there, does what every allocator must. */
class TutorialAllocatorTest extends AllocatorContract {
    private static final Pattern SOURCE =
            Pattern.compile("```java\\n// BumpProvider\\.java\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    static Path directory;

    private static URLClassLoader loader;
    private static BStackAllocatorProvider provider;

    @BeforeAll
    static void compile() throws Exception {
        Matcher source = SOURCE.matcher(Files.readString(Path.of("..", "docs", "tutorial.md")));
        if (!source.find()) {
            throw new AssertionError("the tutorial has no BumpProvider");
        }
        Path file = Files.writeString(directory.resolve("BumpProvider.java"), source.group(1));
        Path classes = OutsidePrograms.compile(directory.resolve("classes"), List.of(file));
        loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, TutorialAllocatorTest.class.getClassLoader());
        provider = (BStackAllocatorProvider)
                loader.loadClass("BumpProvider").getConstructor().newInstance();
    }

    @AfterAll
    static void close() throws IOException {
        loader.close();
    }

    @Override
    protected BStackAllocator open(BStack stack) throws IOException {
        return provider.open(stack);
    }

    @Override
    protected boolean managesEverySlice() {
        return false;
    }

    @Override
    protected boolean noticesDoubleFree() {
        return false;
    }
}
