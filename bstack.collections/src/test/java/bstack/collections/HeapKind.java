package bstack.collections;

import bstack.alloc.firstfit.FirstFitBStackAllocator;
import bstack.alloc.ghosttree.GhostTreeBStackAllocator;
import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** The kinds of heap that structures are tested on: all that leave 16 bytes to their user, a third-party one included. */
public enum HeapKind {
    FIRST_FIT,
    GHOST_TREE,
    /** The allocator of examples/third-party-allocator, compiled here against what is tested. */
    THIRD_PARTY;

    private static final Path EXAMPLE = Path.of("..", "examples", "third-party-allocator", "src", "main", "java");

    /** Opens or formats a heap of this kind. */
    public BStackAllocator open(BStack stack) throws IOException {
        return switch (this) {
            case FIRST_FIT -> FirstFitBStackAllocator.open(stack);
            case GHOST_TREE -> GhostTreeBStackAllocator.open(stack);
            case THIRD_PARTY -> ThirdParty.open(stack);
        };
    }

    /** Opens or formats a heap of this kind in a file. */
    public BStackAllocator open(Path file) throws IOException {
        return open(BStack.open(file));
    }

    private static final class ThirdParty {
        private static final Class<?> ALLOCATOR = compile();

        static BStackAllocator open(BStack stack) throws IOException {
            try {
                return (BStackAllocator)
                        ALLOCATOR.getMethod("open", BStack.class).invoke(null, stack);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof IOException failure) {
                    throw failure;
                }
                throw new AssertionError(e.getCause());
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }

        private static Class<?> compile() {
            try {
                Path classes = Files.createTempDirectory("third-party");
                List<String> arguments =
                        new ArrayList<>(List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp", libraries()));
                try (Stream<Path> sources = Files.walk(EXAMPLE)) {
                    sources.map(Path::toString)
                            .filter(source -> source.endsWith(".java") && !source.endsWith("module-info.java"))
                            .forEach(arguments::add);
                }
                ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
                if (javac.run(System.out, System.out, arguments.toArray(new String[0])) != 0) {
                    throw new AssertionError("the example does not compile");
                }
                URL[] place = {classes.toUri().toURL()};
                // Never closed: its classes are used up to the end.
                return new URLClassLoader(place, HeapKind.class.getClassLoader())
                        .loadClass("com.example.slab.SlabBStackAllocator");
            } catch (IOException | ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }

        private static String libraries() {
            return place(BStack.class) + java.io.File.pathSeparator + place(BStackAllocator.class);
        }

        private static String place(Class<?> type) {
            try {
                return Path.of(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString();
            } catch (URISyntaxException e) {
                throw new AssertionError(e);
            }
        }
    }
}
