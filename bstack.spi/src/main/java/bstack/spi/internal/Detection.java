package bstack.spi.internal;

import bstack.core.BStack;
import bstack.spi.UnknownAllocatorException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The choice of the allocator that a file belongs to, among those that are installed, by what its payload holds.
 *
 * <p>The rule. All installed magics are compared with the payload. If one matches, that is it. If several do, each of
 * these providers is asked whether it accepts the file; among those that do, the one whose magic lies highest wins,
 * because the bytes that a format leaves to the user lie below its own magic and may imitate another's. Two that accept
 * at the same height are an error. Nothing is written.
 */
public final class Detection {
    private static final Logger LOG = LoggerFactory.getLogger("bstack.spi");

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
        return matching.size() == 1 ? Optional.of(matching.getFirst()) : highestAccepting(matching, stack);
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
        } catch (IOException | RuntimeException | LinkageError failed) {
            LOG.warn(
                    "The provider of the {} allocator failed to look at {} and is passed over",
                    each.name(),
                    stack.name(),
                    failed);
            return false;
        }
    }
}
