package bstack.testkit.internal.crash;

import bstack.core.BStackOptions;
import bstack.testkit.internal.campaign.CampaignReport;
import bstack.testkit.internal.workload.AllocatorWorkload;
import bstack.testkit.internal.workload.CrashWorkload;
import bstack.testkit.internal.workload.StackWorkload;
import bstack.testkit.model.AllocatorFactory;
import bstack.testkit.model.GeneratedBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A search for crash states that break a promise, without luck: every sequence of up to three operations over a small
 * alphabet, each with a crash at every write and every flush of its last operation and of the close behind it.
 *
 * <p>The crashes of the operations before are those of shorter sequences. At each point the states are made as in a
 * {@link CrashCampaign}. If there are not enough states for all sequences, those of three operations are a sample,
 * drawn by the seed; with the property {@code bstack.crash.thorough} all are made. A violation's line names its sequence,
 * which {@code -Dbstack.crash.sequence} and {@code -Dbstack.crash.path} lead to alone.
 */
public final class SequenceCampaign {
    private static final int LONGEST = 3;
    private static final CrashSettings SETTINGS = CrashSettings.DEFAULTS.limits(CrashLimits.BRIEF);
    private static final BStackOptions OPTIONS =
            BStackOptions.defaults().journalSize(16 * 1024).preallocation(4096);

    private final Supplier<CrashWorkload> workloads;
    private final int[] prelude;
    private final CrashSettings settings;
    private final @Nullable String given;
    private final CrashPath only;

    /** @param given the one sequence to run, null for all */
    private SequenceCampaign(
            Supplier<CrashWorkload> workloads, int[] prelude, CrashSettings settings, @Nullable String given) {
        this.workloads = workloads;
        this.prelude = prelude;
        this.settings = settings;
        this.given = given;
        only = CrashPath.of(settings.path());
    }

    /** {@return a campaign over operations of a stack, which holds something when they begin} */
    public static SequenceCampaign forStack() {
        return new SequenceCampaign(() -> StackWorkload.on(GeneratedBytes.of(1, 700)), new int[0], SETTINGS, null);
    }

    /**
     * {@return a campaign over operations of an allocator, whose heap has slices and holes when they begin}
     *
     * @param factory opens the allocator; several threads use it at the same time
     */
    public static SequenceCampaign forAllocator(AllocatorFactory factory) {
        // by the alphabet of AllocatorWorkload: two slices, three in bulk, one published, one freed
        return new SequenceCampaign(() -> new AllocatorWorkload(factory, 2), new int[] {0, 1, 6, 8, 2}, SETTINGS, null);
    }

    /**
     * {@return this campaign with what the system properties say: {@code bstack.seed}, {@code bstack.crash.states} or
     * {@code bstack.crash.factor}, {@code bstack.crash.thorough}, {@code bstack.crash.sequence} and
     * {@code bstack.crash.path}}
     *
     * @param defaultStates how many states without the properties
     */
    public SequenceCampaign fromProperties(long defaultStates) {
        boolean all = Boolean.getBoolean("bstack.crash.thorough");
        return new SequenceCampaign(
                workloads,
                prelude,
                settings.seed(Long.getLong("bstack.seed", settings.seed()))
                        .states(all ? Long.MAX_VALUE : CrashSettings.statesFromProperties(defaultStates))
                        .path(System.getProperty("bstack.crash.path", ""))
                        .limitsFromProperties(),
                System.getProperty("bstack.crash.sequence"));
    }

    /** {@return this campaign visiting one state alone} */
    public SequenceCampaign at(String sequence, String path) {
        return new SequenceCampaign(workloads, prelude, settings.path(path), sequence);
    }

    /** {@return this campaign with so many sequences run at a time; usually as many as there are processors} */
    public SequenceCampaign threads(int threads) {
        return new SequenceCampaign(workloads, prelude, settings.threads(threads), given);
    }

    /** {@return what was found; its runs are sequences; it ends early after five violations} */
    public CampaignReport<CrashCounts> run() {
        CrashRuns runs = new CrashRuns(settings);
        if (given != null) {
            runs.make(runsOf(Stream.of(parse(given))), Long.MAX_VALUE);
        } else {
            runs.make(runsOf(shorterSequences().stream()), Long.MAX_VALUE);
            runs.make(runsOf(longestSequences().stream()), settings.states());
        }
        return runs.report();
    }

    private Iterator<Supplier<CrashRuns.Outcome>> runsOf(Stream<int[]> sequences) {
        return sequences
                .<Supplier<CrashRuns.Outcome>>map(sequence -> () -> explore(sequence))
                .iterator();
    }

    /** {@return how many sequences there are} */
    public int sequenceCount() {
        return shorterSequences().size() + longestSequences().size();
    }

    private List<int[]> shorterSequences() {
        List<int[]> all = new ArrayList<>();
        for (int length = 0; length < LONGEST; length++) {
            all.addAll(sequences(length));
        }
        return all;
    }

    /** {@return the sequences of the greatest length, in an order drawn by the seed} */
    private List<int[]> longestSequences() {
        List<int[]> longest = sequences(LONGEST);
        Collections.shuffle(longest, new Random(settings.seed()));
        return longest;
    }

    private List<int[]> sequences(int length) {
        int letters = workloads.get().alphabet().size();
        Stream<int[]> sequences = Stream.of(new int[0]);
        for (int i = 0; i < length; i++) {
            sequences = sequences.flatMap(
                    shorter -> IntStream.range(0, letters).mapToObj(letter -> append(shorter, letter)));
        }
        return sequences.collect(Collectors.toCollection(ArrayList::new));
    }

    private static int[] append(int[] sequence, int letter) {
        int[] longer = Arrays.copyOf(sequence, sequence.length + 1);
        longer[sequence.length] = letter;
        return longer;
    }

    private CrashRuns.Outcome explore(int[] sequence) {
        CrashWorkload workload = workloads.get();
        List<CrashWorkload.Operation> before = new ArrayList<>();
        for (int letter : prelude) {
            before.add(workload.alphabet().get(letter));
        }
        List<CrashWorkload.Operation> explored = new ArrayList<>();
        for (int i = 0; i < sequence.length; i++) {
            (i < sequence.length - 1 ? before : explored)
                    .add(workload.alphabet().get(sequence[i]));
        }
        CrashExplorer explorer = new CrashExplorer(OPTIONS, settings.limits(), workload::check, only);
        String violation = null;
        try {
            new CrashRun(workload, explorer, OPTIONS, only, Arrays.hashCode(sequence)).run(before, explored);
        } catch (CrashViolation e) {
            violation = "%s | at %s | again with -Dbstack.crash.sequence=%s -Dbstack.crash.path=%s%s"
                    .formatted(
                            e.getMessage(), e.trail(), name(sequence), e.trail().path(), settings.properties());
        }
        return new CrashRuns.Outcome(explorer.states(), explorer.nested(), violation);
    }

    private static String name(int[] sequence) {
        return Arrays.stream(sequence).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }

    private static int[] parse(String sequence) {
        return Arrays.stream(sequence.split(","))
                .filter(letter -> !letter.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
