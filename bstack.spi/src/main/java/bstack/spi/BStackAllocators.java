package bstack.spi;

import bstack.core.BStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** SCAFFOLD of the opener. */
public final class BStackAllocators {
    private BStackAllocators() {}
    public static BStackAllocator open(Path path) throws IOException { throw new UnsupportedOperationException("scaffold"); }
    public static BStackAllocator open(BStack stack) throws IOException { throw new UnsupportedOperationException("scaffold"); }
    public static BStackAllocator openReadOnly(Path path) throws IOException { throw new UnsupportedOperationException("scaffold"); }
    public static BStackAllocator create(Path path, String allocatorName) throws IOException { throw new UnsupportedOperationException("scaffold"); }
    public static Optional<BStackAllocatorProvider> detect(BStack stack) throws IOException { return Optional.empty(); }
    public static List<BStackAllocatorProvider> providers() { return List.of(); }
}
