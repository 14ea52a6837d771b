package bstack.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM whose direct memory is used up by others: it is faster with it, but does not depend on it. */
@Tag("campaign")
final class DirectMemoryTest {
    @TempDir
    Path folder;

    @Test
    void writes_of_any_size_go_on_without_direct_memory() throws Exception {
        List<String> lines = JavaProgram.run(
                List.of("-XX:MaxDirectMemorySize=4m", "-Xmx128m"),
                DirectMemoryWriter.class,
                folder.resolve("direct.bstack").toString());
        assertEquals(List.of("short of it: 4950738", "with it: 5050738"), lines);
    }
}
