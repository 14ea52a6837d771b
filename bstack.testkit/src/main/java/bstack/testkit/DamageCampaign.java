package bstack.testkit;

import bstack.testkit.internal.campaign.Volume;
import bstack.testkit.internal.damage.AllocatorDamageCheck;
import bstack.testkit.internal.damage.Damage;
import bstack.testkit.internal.damage.DamageCheck;
import bstack.testkit.internal.damage.SealedWords;
import bstack.testkit.internal.damage.Specimen;
import bstack.testkit.internal.damage.StackDamageCheck;
import bstack.testkit.internal.damage.WorkMeter;
import bstack.testkit.model.AllocatorFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The search for damage that a stack or an allocator does not survive: files are damaged in every way that is listed
 * here, and opened.
 *
 * <p>Every truncation and every flipped bit of small files of each kind, for stacks one with the journal attached
 * among them; in heaps also every word replaced by wild values and by every other word of the file, which makes every
 * cycle and every shared node; and then, up to a number of cases, random damage of larger files: runs of bytes,
 * swapped and doubled sectors, ranges overwritten by parts of the file, wild values under a checksum that was made
 * to fit. Each is opened to read only and to write, looked at, and worked with. What must come of it is said in
 * {@link #forStack} and {@link #forAllocator}; and always
 *
 * <ul>
 *   <li>an exception is of a type that says what is wrong,
 *   <li>the work is bounded: calls of the storage, and bytes allocated, are counted,
 *   <li>a refused file is as it was.
 * </ul>
 *
 * <p>A campaign is a function of its seed, but for the journal's salts. Properties: {@code bstack.seed},
 * {@code bstack.damage.cases}, and {@code bstack.damage.only}, the number of the one case to try, which a violation
 * names. Each method that takes an argument returns this. Not thread-safe.
 */
public final class DamageCampaign {
    private static final int MOST_VIOLATIONS = 10;
    private static final int THOROUGH_EACH = 16;
    private static final int CASES_PER_FILE = 500;

    private final DamageCheck check;
    private final @Nullable AllocatorFactory factory;
    private final List<String> violations = new ArrayList<>();
    private long seed = 1;
    private long most;
    private long only = -1;
    private long cases;
    /** Those of {@link #cases} that a small volume leaves out. */
    private long skipped;

    private int stride = 1;
    private long refused;

    private DamageCampaign(DamageCheck check, @Nullable AllocatorFactory factory) {
        this.check = check;
        this.factory = factory;
    }

    /**
     * {@return a campaign against the stack}
     *
     * <p>With a journal attached, what is found is the newest payload, whatever has happened to the journal, or the
     * file is refused. At rest, where there are no checksums, it is what the header and the bytes say.
     */
    public static DamageCampaign forStack() {
        return new DamageCampaign(new StackDamageCheck(), null);
    }

    /**
     * {@return a campaign against an allocator}
     *
     * <p>A heap may be refused at any point. Until then, new slices are zero, keep what is written to them and
     * overlap nothing; a heap that calls itself sound stays sound; its live slices, and those of a heap in which a
     * single bit was wrong, do not change, but for a slice of zeros at the end, which can look like a growth that was
     * interrupted.
     *
     * @param factory opens it
     */
    public static DamageCampaign forAllocator(AllocatorFactory factory) {
        return new DamageCampaign(new AllocatorDamageCheck(factory), factory);
    }

    /** Sets the seed. */
    public DamageCampaign seed(long value) {
        seed = value;
        return this;
    }

    /** Sets how many cases there are at least; those that are not every flip and every truncation are random. */
    public DamageCampaign cases(long value) {
        most = value;
        return this;
    }

    /** Takes seed and volume from the system properties, and the given volume if there is none. */
    public DamageCampaign fromProperties(long usualCases) {
        only = Long.getLong("bstack.damage.only", -1);
        stride = Volume.step(1) | 1; // odd, so that no bit of a byte is left out everywhere
        return seed(Long.getLong("bstack.seed", 1)).cases(Long.getLong("bstack.damage.cases", Volume.of(usualCases)));
    }

    /**
     * Runs it.
     *
     * @throws IOException if a sound file cannot be made
     */
    public DamageReport run() throws IOException {
        long start = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        List<Specimen> small = small(random);
        for (Specimen specimen : small) {
            every(specimen);
        }
        Specimen checkpointed = factory != null
                ? Specimen.heap(factory, random, 40, 120, false)
                : Specimen.stack("stack with a journal after checkpoints", random, 55, 500, false);
        everyByte(checkpointed);
        while (cases - skipped < most && violations.size() < MOST_VIOLATIONS) {
            Specimen larger = larger(random);
            for (int i = 0; i < CASES_PER_FILE && cases - skipped < most; i++) {
                SplittableRandom draw = random.split();
                attempt(
                        larger,
                        larger.isAttached() && i % 3 == 0
                                ? () -> SealedWords.damage(larger.file(), draw)
                                : () -> Damage.random(larger.file(), draw));
            }
        }
        return new DamageReport(seed, cases - skipped, refused, (System.nanoTime() - start) / 1_000_000, violations);
    }

    private List<Specimen> small(SplittableRandom random) throws IOException {
        if (factory != null) {
            return List.of(Specimen.heap(factory, random, 3, 100, true), Specimen.heap(factory, random, 40, 120, true));
        }
        return List.of(
                Specimen.stack("empty stack", random, 1, 0, true),
                Specimen.stack("stack at rest", random, 5, 500, true),
                Specimen.stack("stack with a journal", random, 8, 500, false));
    }

    private Specimen larger(SplittableRandom random) throws IOException {
        boolean atRest = random.nextInt(4) == 0;
        int operations = 10 + random.nextInt(80);
        return factory != null
                ? Specimen.heap(factory, random, operations, 1 + random.nextInt(1_000), atRest)
                : Specimen.stack(
                        atRest ? "larger stack at rest" : "larger stack with a journal",
                        random,
                        operations,
                        1 + random.nextInt(4_000),
                        atRest);
    }

    private void every(Specimen specimen) {
        byte[] file = specimen.file();
        for (int i = 0; i < file.length; i++) {
            int length = i;
            attemptOneOfMany(specimen, () -> Damage.truncated(file, length));
        }
        for (int i = 0; i < Byte.SIZE * file.length; i++) {
            int bit = i;
            attemptOneOfMany(specimen, () -> Damage.flipped(file, bit / Byte.SIZE, bit % Byte.SIZE));
        }
        if (factory != null) {
            // Small enough that every pair of words is tried.
            int values = Damage.values(file);
            for (int i = 0; i < values * (file.length / Long.BYTES); i++) {
                int which = i;
                attemptOneOfMany(specimen, () -> Damage.word(file, which / values, which % values));
            }
        }
    }

    /** One bit of every byte; every bit of a file with a journal was flipped already. */
    private void everyByte(Specimen specimen) {
        byte[] file = specimen.file();
        for (int i = 0; i < file.length; i++) {
            int at = i;
            attemptOneOfMany(specimen, () -> Damage.flipped(file, at, at % Byte.SIZE));
        }
    }

    private void attemptOneOfMany(Specimen specimen, Supplier<Damage> source) {
        if (cases % stride == 0 || only >= 0) {
            attempt(specimen, source);
        } else {
            cases++;
            skipped++;
        }
    }

    private void attempt(Specimen specimen, Supplier<Damage> source) {
        long number = cases++;
        if (only >= 0 && only != number || violations.size() >= MOST_VIOLATIONS) {
            return;
        }
        Damage damage = source.get();
        try {
            long allocated = WorkMeter.run(
                    () -> refused += check.refuses(specimen, damage, number % THOROUGH_EACH == 0) ? 1 : 0);
            WorkMeter.check(allocated, damage.file().length);
        } catch (Exception | AssertionError | OutOfMemoryError | StackOverflowError e) {
            violations.add("%s, %s: %s%s; again with -Dbstack.seed=%d -Dbstack.damage.only=%d"
                    .formatted(specimen.name(), damage.description(), e, place(e), seed, number));
        }
    }

    private static String place(Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        return trace.length == 0 ? "" : " at " + trace[0];
    }
}
