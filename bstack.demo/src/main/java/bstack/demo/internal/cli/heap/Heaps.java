package bstack.demo.internal.cli.heap;

import bstack.core.BStackCorruptException;
import bstack.demo.internal.cli.CommandFailure;
import bstack.demo.internal.cli.HeapFiles;
import bstack.demo.internal.cli.Patience;
import bstack.demo.internal.heap.HeapPicture;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.nio.file.Path;

/** Heaps, as commands open them. */
final class Heaps {
    private Heaps() {}

    /** What is done with a heap while it is open. */
    @FunctionalInterface
    interface Inspection<T> {
        /** {@return what the heap says} */
        T of(InspectableAllocator heap, HeapPicture picture) throws IOException;
    }

    /** {@return what the heap in a file says, which is opened for reading only} */
    static <T> T inspect(Path file, Patience patience, Inspection<T> inspection) throws IOException {
        HeapFiles.checkExists(file);
        try (BStackAllocator heap = BStackAllocators.openReadOnly(file, patience.options())) {
            if (!(heap instanceof InspectableAllocator inspectable)) {
                throw new CommandFailure(
                        "%s: its allocator, %s, cannot list its blocks; 'bstack info' describes the file"
                                .formatted(file, heap.name()));
            }
            return inspection.of(inspectable, HeapPicture.of(inspectable));
        } catch (BStackCorruptException e) {
            throw new CommandFailure(e.getMessage()
                    + "; 'bstack check' lists what is unsound, and 'bstack repair' copies" + " what is sound");
        }
    }
}
