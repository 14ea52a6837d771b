package bstack.demo.internal.tour;

import bstack.demo.internal.files.TemporaryFolder;
import bstack.demo.internal.text.Figures;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.BStackAllocators;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A walk through what the library does, on temporary files, with figures measured on the way. */
public final class Tour {
    private final Output out;

    /** Where the tour's lines go. */
    @FunctionalInterface
    public interface Output {
        /** Prints one line, at once. */
        void line(String text) throws IOException;
    }

    /** Prepares a tour. */
    public Tour(Output out) {
        this.out = out;
    }

    /**
     * Walks; the files are gone afterwards, also if a signal ends the process meanwhile.
     *
     * @throws IOException if anything is not as the tour says
     */
    public void run() throws IOException {
        long begun = System.nanoTime();
        try (TemporaryFolder temporary = new TemporaryFolder("bstack-tour-")) {
            Path folder = temporary.path();
            out.line("A tour of bstack, on files in " + folder);
            Guide guide = new Guide(out);
            guide.explain("bstack keeps data in one file that a power cut, at any moment, leaves in the state before an"
                    + " operation or after it. What follows happens on this disk, now.");
            List<BStackAllocatorProvider> allocators = BStackAllocators.providers().stream()
                    .filter(p -> p.magic().prefix().length > 0)
                    .toList();
            Guide.expect(!allocators.isEmpty(), "an allocator on the module path");
            new StackStop(guide).visit(folder);
            new AllocatorStop(guide).visit(folder, allocators);
            new TransactionStop(guide).visit(folder, allocators.get(0));
            new StructureStop(guide).visit(folder, allocators.get(0));
            new ObjectStop(guide).visit(folder, allocators);
            new KillStop(guide).visit(folder, allocators);
            new DamageStop(guide).visit(folder, allocators.get(0));
            new StrangerStop(guide).visit(folder);
            out.line("");
            guide.explain(
                    "Try it: bstack create my.bstack, then bstack help. The tutorial, docs/tutorial.md, shows the same"
                            + " in Java.");
            out.line("");
            out.line("All of it held, in " + Figures.seconds(System.nanoTime() - begun) + ".");
        }
    }
}
