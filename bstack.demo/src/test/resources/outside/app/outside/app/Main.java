package outside.app;

import bstack.alloc.firstfit.FirstFitBStackAllocator;
import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.BStackSlice;
import java.nio.file.Path;

/** A user's program: opens one allocator directly, and others by what their files say. */
public final class Main {
    private Main() {}

    public static void main(String[] files) throws Exception {
        try (FirstFitBStackAllocator heap = FirstFitBStackAllocator.open(BStack.open(Path.of(files[0])))) {
            BStackSlice slice = heap.alloc(5);
            slice.write("hello".getBytes());
            System.out.println("direct " + heap.name() + " " + new String(slice.read()));
        }
        BStackAllocators.providers().stream().map(p -> "installed " + p.name()).sorted().forEach(System.out::println);
        for (int i = 1; i < files.length; i++) {
            try (BStackAllocator heap = BStackAllocators.open(Path.of(files[i]))) {
                System.out.println("found " + heap.name() + " " + heap.getClass().getModule().isNamed());
            } catch (java.io.IOException e) {
                System.out.println("refused " + e.getClass().getSimpleName() + " " + e.getMessage());
            }
        }
    }
}
