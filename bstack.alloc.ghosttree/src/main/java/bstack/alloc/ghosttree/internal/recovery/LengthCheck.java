package bstack.alloc.ghosttree.internal.recovery;

import bstack.alloc.ghosttree.internal.format.GhostTreeLayout;
import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.LengthAtRest;
import java.io.IOException;

/**
 * Whether a length in the file's header that does not fit the file can come from an interruption. If not, that length
 * is damaged, and the file must not be cut off at it.
 *
 * <p>The original makes the payload longer by zeros alone, and cuts off whole units.
 */
public final class LengthCheck {
    private LengthCheck() {}

    /**
     * Throws for a payload whose length is damaged.
     *
     * @throws BStackCorruptException if it is; nothing has been changed
     */
    public static void run(BStack stack) throws IOException {
        LengthAtRest length = stack.lengthAtRest();
        if (length.fits()) {
            return;
        }
        long surplus = length.surplus();
        boolean explained = surplus == 0
                ? length.missing() % GhostTreeLayout.UNIT == 0
                : length.mayBeJournal() || length.isZero(0, surplus);
        if (!explained) {
            throw length.damaged();
        }
    }
}
