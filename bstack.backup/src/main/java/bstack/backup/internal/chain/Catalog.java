package bstack.backup.internal.chain;

import bstack.backup.BackupDamagedException;
import bstack.backup.internal.files.BackupFile;
import bstack.backup.internal.files.Folder;
import bstack.backup.internal.format.BaseSums;
import bstack.backup.internal.format.ChainId;
import bstack.backup.internal.format.Names;
import bstack.backup.internal.format.SegmentReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a folder has: bases, and segments that lead from state to state. It is read from the folder; a file that is damaged
 * is in {@link #damage}, and else as if it were not there.
 *
 * <p>After an interrupted compaction there may be two ways to a state. Both lead to the same bytes.
 */
public final class Catalog {
    private final Folder folder;
    private final boolean frames;
    private @Nullable ChainId chain;
    private final NavigableMap<Long, BaseSums> bases = new TreeMap<>();
    private final List<Piece> pieces = new ArrayList<>();
    private final List<BackupDamagedException> damage = new ArrayList<>();
    private long bytes;
    private long named;

    /**
     * A way to a state.
     *
     * @param base the state that it begins with
     * @param pieces the segments, in their order
     * @param number the state that it leads to
     */
    record Way(BaseSums base, List<Piece> pieces, long number) {}

    private Catalog(Folder folder, boolean frames) {
        this.folder = folder;
        this.frames = frames;
    }

    /** Reads a folder, without the frames of segments that have a seal. */
    public static Catalog read(Folder folder) throws IOException {
        return read(folder, false);
    }

    /** Reads a folder, with all frames, so that a segment that is damaged ends before the damage. */
    static Catalog readAll(Folder folder) throws IOException {
        return read(folder, true);
    }

    private static Catalog read(Folder folder, boolean frames) throws IOException {
        Catalog catalog = new Catalog(folder, frames);
        for (String name : folder.list()) {
            catalog.named = Math.max(catalog.named, Names.largestNumber(name));
            try {
                catalog.add(name);
            } catch (BackupDamagedException e) {
                catalog.damage.add(e);
            }
        }
        return catalog;
    }

    private void add(String name) throws IOException {
        if (Names.numberOfSums(name).isPresent()) {
            addBase(name);
        } else if (Names.isSegment(name)) {
            addSegment(name);
        }
    }

    private void addBase(String name) throws IOException {
        long number = Names.numberOfSums(name).orElseThrow();
        BaseSums sums;
        try (BackupFile file = folder.open(name, false)) {
            sums = BaseSums.read(file);
            bytes += file.size();
            if (sums.number() != number) {
                throw new BackupDamagedException(
                        file.name(), 32, "expected state %d, found state %d".formatted(number, sums.number()));
            }
            check(sums.chain(), file.name());
        }
        String payload = Names.base(number);
        if (!folder.list().contains(payload)) {
            throw new BackupDamagedException(folder.name(payload), -1, "the file is missing");
        }
        try (BackupFile file = folder.open(payload, false)) {
            long expected = Base.HEADER + sums.length();
            if (file.size() != expected) {
                throw new BackupDamagedException(
                        file.name(), -1, "expected %d bytes, found %d".formatted(expected, file.size()));
            }
            bytes += expected;
        }
        bases.put(number, sums);
    }

    private void addSegment(String name) throws IOException {
        try (SegmentReader reader = SegmentReader.open(folder, name, false)) {
            check(reader.header().chain(), reader.name());
            SegmentReader.Content content = frames ? null : reader.seal();
            if (content == null) {
                content = reader.examine();
            }
            if (content.damage() != null) {
                damage.add(content.damage());
            } else if (reader.header().merged() && !content.sealed()) {
                // It got its name after its seal.
                throw new BackupDamagedException(reader.name(), content.end(), "expected a seal");
            }
            bytes += reader.size();
            pieces.add(new Piece(name, reader.header().merged(), reader.header().from(), content, reader.size()));
        }
    }

    private void check(ChainId found, String file) throws BackupDamagedException {
        if (chain == null) {
            chain = found;
        } else if (!chain.equals(found)) {
            throw new BackupDamagedException(
                    file, 16, "expected chain %s, found a file of chain %s".formatted(chain, found));
        }
    }

    /** {@return the chain's mark, or null if there is no chain} */
    public @Nullable ChainId chain() {
        return chain;
    }

    /** {@return the size of all files that count} */
    public long bytes() {
        return bytes;
    }

    /** {@return what is damaged, as far as it shows without reading everything} */
    public List<BackupDamagedException> damage() {
        return damage;
    }

    /** {@return the bases, by number} */
    public NavigableMap<Long, BaseSums> bases() {
        return bases;
    }

    List<Piece> pieces() {
        return pieces;
    }

    /** {@return the number of the newest state that any file speaks of, 0 if there is none} */
    public long newest() {
        long newest = bases.isEmpty() ? 0 : bases.lastKey();
        for (Piece piece : pieces) {
            newest = Math.max(newest, piece.to());
        }
        return newest;
    }

    /** {@return a number after which no state has a file, damaged ones included} */
    public long highest() {
        return Math.max(newest(), named);
    }

    /** {@return the time of the newest state, in milliseconds} */
    public long newestMillis() {
        long millis = bases.isEmpty() ? 0 : bases.lastEntry().getValue().millis();
        for (Piece piece : pieces) {
            millis = Math.max(millis, piece.content().lastMillis());
        }
        return millis;
    }

    /** {@return the payload's length in the newest state} */
    public long newestLength() {
        long newest = newest();
        for (Piece piece : pieces) {
            if (piece.to() == newest && piece.content().frames() > 0) {
                return piece.content().payloadLength();
            }
        }
        return bases.containsKey(newest) ? bases.get(newest).length() : 0;
    }

    /** {@return how many segments there are} */
    public int segments() {
        return pieces.size();
    }

    /** {@return the states at which a base or a segment ends, that can be reached} */
    NavigableSet<Long> ends() {
        TreeSet<Long> ends = new TreeSet<>(bases.keySet());
        boolean more = true;
        while (more) {
            more = false;
            for (Piece piece : pieces) {
                more |= ends.contains(piece.from()) && piece.to() > piece.from() && ends.add(piece.to());
            }
        }
        return ends;
    }

    /**
     * {@return a way to a state, or null if there is none}
     *
     * @param number the state
     * @param before only bases before this number
     */
    @Nullable
    Way way(long number, long before) {
        Set<Long> seen = new HashSet<>();
        Deque<Way> open = new ArrayDeque<>();
        open.push(new Way(NONE, List.of(), number));
        while (!open.isEmpty()) {
            Way rest = open.pop();
            long at = rest.number;
            BaseSums base = bases.get(at);
            if (base != null && at < before) {
                return new Way(base, rest.pieces, number);
            }
            List<Piece> last = new ArrayList<>(pieces);
            // Those that were not merged are tried first, which is last on the stack.
            last.sort((a, b) -> Boolean.compare(b.merged(), a.merged()));
            for (Piece piece : last) {
                if (piece.leadsTo(at) && (at == number || piece.to() == at) && seen.add(piece.from())) {
                    List<Piece> longer = new ArrayList<>(rest.pieces.size() + 1);
                    longer.add(piece);
                    longer.addAll(rest.pieces);
                    open.push(new Way(NONE, longer, piece.from()));
                }
            }
        }
        return null;
    }

    private static final BaseSums NONE = new BaseSums(new ChainId(0, 0), 0, 0, 0, new int[0]);
}
