package bstack.spi.fake;

import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.BStackAllocators;
import java.nio.file.Path;

/**
 * A program for the class path: lists what is installed, creates a file with a fake heap, and opens it by its magic.
 */
public final class ListInstalled {
    private ListInstalled() {}

    /** Runs it; the argument is the file. */
    public static void main(String[] args) throws Exception {
        for (BStackAllocatorProvider provider : BStackAllocators.providers()) {
            System.out.println("installed " + provider.name());
        }
        Path file = Path.of(args[0]);
        try (BStackAllocator heap = BStackAllocators.create(file, "fake")) {
            heap.alloc(3).write(new byte[] {1, 2, 3});
        }
        try (BStackAllocator heap = BStackAllocators.open(file)) {
            System.out.println("opened " + heap.name() + " " + heap.slice(24, 3).read()[2]);
        }
    }
}
