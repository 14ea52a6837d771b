package bstack.spi.internal;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.UnknownAllocatorException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The opening of a heap on a stack, by what its payload holds or by name. A payload that is not accepted stays as it
 * was found.
 */
public final class HeapOpener {
    private final List<Installed> installed;

    /**
     * Creates the opener.
     *
     * @param installed the providers to choose from
     */
    public HeapOpener(List<Installed> installed) {
        this.installed = List.copyOf(installed);
    }

    /** A provider that cannot open the heap, and what it has thrown. */
    private record Broken(Installed provider, Error thrown) {}

    /**
     * Opens the heap with the allocator that the payload names. One whose provider throws an Error is passed over for
     * another with the same magic.
     *
     * @throws UnknownAllocatorException if there is none, or none that works, or if two are left to choose from
     * @throws IOException if the heap is damaged, or the stack fails
     */
    public BStackAllocator open(BStack stack) throws IOException {
        List<Installed> left = new ArrayList<>(installed);
        Broken broken = null;
        while (true) {
            Optional<Installed> found = new Detection(left).find(stack);
            if (found.isEmpty() || broken != null && !found.get().magic().equals(broken.provider.magic())) {
                throw broken == null
                        ? PayloadReport.unknown(stack, installed)
                        : PayloadReport.broken(stack, broken.provider, broken.thrown, installed);
            }
            try {
                return found.get().open(stack);
            } catch (Error e) {
                broken = new Broken(found.get(), e);
                ProviderFault.report(
                        "The %s allocator cannot be opened"
                                .formatted(found.get().name()),
                        e);
                left.remove(found.get());
            }
        }
    }

    /**
     * Makes the stack a heap of an allocator, or opens it if it is one.
     *
     * @param wanted the allocator
     * @throws UnknownAllocatorException if the payload is another's, or the provider does not work
     * @throws IOException if the heap is damaged, or the stack fails
     */
    public BStackAllocator create(BStack stack, Installed wanted) throws IOException {
        if (isToBeFormatted(stack, wanted) && !stack.isEmpty()) {
            // Not every provider knows what an interrupted creation leaves; all of them format an empty payload.
            stack.discard(stack.length());
        }
        return openAs(stack, wanted);
    }

    /**
     * Tries {@link #create} on a stack that is open for reading only: whether it would succeed.
     *
     * @throws IOException if it would not
     */
    public void tryCreating(BStack stack, Installed wanted) throws IOException {
        if (stack.isEmpty() || !isToBeFormatted(stack, wanted)) {
            openAs(stack, wanted);
        }
    }

    /** {@return whether the payload is nothing yet; if not, it is a heap of that allocator} */
    private boolean isToBeFormatted(BStack stack, Installed wanted) throws IOException {
        if (!wanted.magic().isDetectable() || stack.isEmpty()) {
            return stack.isEmpty();
        }
        Optional<Installed> actual = new Detection(installed).find(stack);
        if (actual.isPresent() && actual.get() == wanted) {
            return false;
        }
        if (actual.isEmpty() && PayloadReport.isBlank(stack)) {
            return true;
        }
        throw PayloadReport.notThat(stack, wanted, actual, installed);
    }

    private BStackAllocator openAs(BStack stack, Installed wanted) throws IOException {
        try {
            return wanted.open(stack);
        } catch (Error e) {
            ProviderFault.report("The %s allocator cannot be opened".formatted(wanted.name()), e);
            throw PayloadReport.broken(stack, wanted, e, installed);
        }
    }
}
