package bstack.crashtest;

import bstack.testkit.FuzzContract;
import bstack.testkit.internal.damage.Specimen;
import bstack.testkit.replay.CrashImage;
import bstack.testkit.replay.CrashImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Whatever bytes a stack's file consists of, they are refused, or show what docs/format.md says they hold. */
class StackFileFuzzTest extends FuzzContract {
    private static final int LARGEST_IMAGE = 800;
    private static final int EVERY = 5;

    @Override
    protected void check(byte[] input) throws IOException {
        AnyStack.check(input);
    }

    /** Files at rest, with a journal, and as killed processes of the original have left them. */
    @Override
    protected List<byte[]> seeds() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(Specimen.stack("", random, 1, 0, true).file());
        seeds.add(Specimen.stack("", random, 5, 100, true).file());
        seeds.add(Specimen.stack("", random, 1, 1, false).file());
        seeds.add(Specimen.stack("", random, 8, 200, false).file());
        seeds.add(Specimen.stack("", random, 40, 500, false).file());
        List<CrashImage> images = CrashImages.read(Path.of("src/test/resources/reference/crash/stack.zip"));
        for (int i = 0; i < images.size(); i += EVERY) {
            if (images.get(i).file().length < LARGEST_IMAGE) {
                seeds.add(images.get(i).file());
            }
        }
        return seeds;
    }
}
