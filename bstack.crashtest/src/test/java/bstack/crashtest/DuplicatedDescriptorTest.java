package bstack.crashtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.BStackLockedException;
import bstack.core.BStackOptions;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file whose descriptor is there twice. */
final class DuplicatedDescriptorTest {
    @TempDir
    Path directory;

    /**
     * A process that is being started has a copy of each descriptor until it has become another program. Threads that
     * started processes made other threads' stacks unable to reopen.
     */
    @Test
    void a_copy_of_the_descriptor_does_not_keep_the_file_locked() throws Throwable {
        Path path = directory.resolve("x.bstack");
        BStackOptions options = BStackOptions.defaults().access(BStackOptions.Access.NATIVE);
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor intToInt = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        MethodHandle dup = linker.downcallHandle(linker.defaultLookup().findOrThrow("dup"), intToInt);
        MethodHandle close = linker.downcallHandle(linker.defaultLookup().findOrThrow("close"), intToInt);
        int copy;
        try (BStack stack = BStack.open(path, options)) {
            copy = (int) dup.invokeExact(descriptorOf(path));
            assertTrue(copy > 0, stack + " is open");
            assertThrows(BStackLockedException.class, () -> BStack.open(path, options));
        }
        try {
            BStack.open(path, options).close();
            BStack.openReadOnly(path).close();
        } finally {
            assertEquals(0, (int) close.invokeExact(copy));
        }
    }

    private static int descriptorOf(Path file) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.exists(descriptor) && Files.isSameFile(descriptor, file)) {
                    return Integer.parseInt(descriptor.getFileName().toString());
                }
            }
        }
        throw new AssertionError("nobody has opened " + file);
    }
}
