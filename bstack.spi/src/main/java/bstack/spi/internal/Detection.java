package bstack.spi.internal;

import bstack.core.BStack;
import bstack.spi.Finding;
import bstack.spi.UnknownAllocatorException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The choice of the allocator that a file belongs to, among those that are installed, by what its payload holds.
 *
 * <p>The rule:
 *
 * <ol>
 *   <li>All installed magics are compared with the payload. If one matches, its provider is chosen.
 *   <li>If several match, each of their providers is asked whether it accepts the file. Among those that do, the
 *       one with the highest magic is chosen, because the bytes that a format leaves to the user are below its own
 *       magic and may imitate another's.
 *   <li>Two that accept at the same height are an error.
 *   <li>For the same reason, none is chosen if a known magic is above it whose allocator is not installed.
 * </ol>
 *
 * <p>Nothing is written.
 */
public final class Detection {
    private final List<Installed> installed;

    /**
     * Creates the choice.
     *
     * @param installed the providers to choose from
     */
    public Detection(List<Installed> installed) {
        this.installed = List.copyOf(installed);
    }

    /**
     * {@return the one that the stack's payload belongs to, or empty if no magic matches or no provider accepts}
     *
     * @throws UnknownAllocatorException if two are left to choose from
     * @throws IOException if the stack fails
     */
    public Optional<Installed> find(BStack stack) throws IOException {
        List<Installed> matching = new ArrayList<>();
        for (Installed each : installed) {
            if (each.magic().matches(stack)) {
                matching.add(each);
            }
        }
        Optional<Installed> found =
                matching.size() == 1 ? Optional.of(matching.get(0)) : highestAccepting(matching, stack);
        return found.isPresent() && isImitation(found.get(), stack) ? Optional.empty() : found;
    }

    /** {@return whether the payload has a known magic above that one, of an allocator that is not installed} */
    private boolean isImitation(Installed found, BStack stack) throws IOException {
        return KnownFormat.missing(stack, installed)
                .filter(known -> known.magic().offset() > found.magic().offset())
                .isPresent();
    }

    /** {@return what suggests that the payload is a heap although none of these providers claims it} */
    public List<Finding> signsOfHeap(BStack stack) throws IOException {
        return find(stack).isPresent() ? List.of() : HeapSigns.in(stack, installed);
    }

    private Optional<Installed> highestAccepting(List<Installed> matching, BStack stack) throws IOException {
        matching.removeIf(each -> !accepts(each, stack));
        long highest = -1;
        for (Installed each : matching) {
            highest = Math.max(highest, each.magic().offset());
        }
        List<Installed> left = new ArrayList<>();
        for (Installed each : matching) {
            if (each.magic().offset() == highest) {
                left.add(each);
            }
        }
        if (left.size() > 1) {
            throw PayloadReport.ambiguous(stack, left, installed);
        }
        return left.stream().findFirst();
    }

    private static boolean accepts(Installed each, BStack stack) {
        try {
            return each.provider().accepts(stack);
        } catch (IOException | RuntimeException | Error failed) {
            ProviderFault.report(
                    "The provider of the %s allocator failed to look at %s".formatted(each.name(), stack.name()),
                    failed);
            return false;
        }
    }
}
