package bstack.spi.internal;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.LengthAtRest;
import bstack.core.RecoveryReport;
import bstack.spi.BStackAllocator;
import bstack.spi.Finding;
import bstack.spi.HeapInspection;
import bstack.spi.InspectableAllocator;
import bstack.spi.UnknownAllocatorException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The inspection of one stack. First the provider reports what it would mend. Then the heap is opened, examined, and
 * rolled back, so neither the file nor the stack has changed afterwards. Used once.
 */
public final class Inspection {
    /** A finding's offset counts from the payload, an exception's position from the start of the file. */
    private static final int FILE_HEADER = 16;

    private static final int LENGTH_AT = 8;

    private final BStack stack;
    private final List<Installed> installed;
    private final List<Finding> mending = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Finding> damage = new ArrayList<>();

    private Inspection(BStack stack, List<Installed> installed) {
        this.stack = stack;
        this.installed = installed;
    }

    /**
     * {@return what is to be said of a stack that carries no allocator}
     *
     * @throws UnknownAllocatorException if several allocators claim the payload, or the one that does is broken
     * @throws IOException if the stack fails
     */
    public static HeapInspection of(BStack stack, List<Installed> installed) throws IOException {
        return new Inspection(stack, installed).run();
    }

    /** {@return the result for a file that is damaged before its payload can be seen} */
    public static HeapInspection refused(String path, BStackCorruptException refusal) {
        return new HeapInspection(
                path, Optional.empty(), Optional.empty(), List.of(), List.of(), List.of(finding(refusal)));
    }

    private HeapInspection run() throws IOException {
        noteLength();
        Optional<Installed> found = new Detection(installed).find(stack);
        if (found.isEmpty()) {
            findings.addAll(HeapSigns.in(stack, installed));
        } else {
            look(found.get());
        }
        return new HeapInspection(
                stack.name(),
                Optional.of(stack.recovery()),
                found.map(Installed::name),
                damage.isEmpty() ? mending : List.of(), // an open that is refused mends nothing
                findings,
                damage);
    }

    private void noteLength() throws IOException {
        LengthAtRest length = stack.lengthAtRest();
        if (!length.fits()) {
            long present = stack.length() + length.surplus();
            mending.add(new Finding(
                    LENGTH_AT - FILE_HEADER,
                    "the length of the payload, %d bytes, as the file holds them".formatted(present),
                    "%s, as an interrupted %s leaves it: the payload has %d bytes"
                            .formatted(
                                    Long.toUnsignedString(stack.length() + length.missing()),
                                    stack.recovery().state() == RecoveryReport.State.INTERRUPTED_POP ? "pop" : "push",
                                    stack.length())));
        }
    }

    private void look(Installed chosen) throws IOException {
        try {
            mending.addAll(chosen.provider().needsMending(stack));
            stack.mend(() -> {
                verify(chosen.open(stack));
                throw new RollBack();
            });
        } catch (RollBack done) {
            // What the opening has mended in memory is as it was.
        } catch (BStackCorruptException refusal) {
            damage.add(finding(refusal));
        } catch (Error broken) {
            ProviderFault.report("The %s allocator cannot be opened".formatted(chosen.name()), broken);
            throw PayloadReport.broken(stack, chosen, broken, installed);
        }
    }

    private void verify(BStackAllocator heap) throws IOException {
        if (heap instanceof InspectableAllocator inspectable) {
            findings.addAll(inspectable.verify());
        }
        if (findings.isEmpty()) {
            RootCheck.of(heap).ifPresent(findings::add);
        }
    }

    private static Finding finding(BStackCorruptException e) {
        return new Finding(e.offset() - FILE_HEADER, e.expected(), e.found());
    }

    /** Ends the transaction in which a heap was looked at. */
    private static final class RollBack extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RollBack() {
            super("inspected", null, false, false);
        }
    }
}
