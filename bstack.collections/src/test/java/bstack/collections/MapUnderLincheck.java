package bstack.collections;

import bstack.alloc.ghosttree.GhostTreeBStackAllocator;
import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.core.Storage;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/** A map's operations as Lincheck calls them. Public, because Lincheck instantiates it. */
@Param(name = "key", gen = IntGen.class, conf = "1:3")
@Param(name = "value", gen = IntGen.class, conf = "1:3")
public class MapUnderLincheck {
    final BStack stack;
    final DurableMap<Integer, Integer> map;
    final NavigableMap<Integer, Integer> view;

    /** Opens an empty map in memory. */
    public MapUnderLincheck() throws IOException {
        stack = BStack.open(
                Storage.memory(),
                BStackOptions.defaults()
                        .journalSize(BStackOptions.MIN_JOURNAL_SIZE)
                        .preallocation(0)
                        .executor(task -> {}));
        map = HeapRoot.open(GhostTreeBStackAllocator.open(stack)).map("map", Codec.int32(), Codec.int32());
        view = map.asMap();
    }

    @Operation
    public Integer put(@Param(name = "key") int key, @Param(name = "value") int value) throws IOException {
        return map.put(key, value);
    }

    @Operation
    public Integer get(@Param(name = "key") int key) throws IOException {
        return map.get(key);
    }

    @Operation
    public Integer remove(@Param(name = "key") int key) throws IOException {
        return map.remove(key);
    }

    @Operation
    public boolean replace(
            @Param(name = "key") int key, @Param(name = "value") int expected, @Param(name = "value") int value)
            throws IOException {
        return map.replace(key, expected, value);
    }

    @Operation
    public Integer putIfAbsent(@Param(name = "key") int key, @Param(name = "value") int value) throws IOException {
        return map.putIfAbsent(key, value);
    }

    @Operation
    public long size() throws IOException {
        return map.size();
    }

    @Operation
    public int first() throws IOException {
        Map.Entry<Integer, Integer> first = map.first();
        return first == null ? 0 : first.getKey() * 10 + first.getValue();
    }

    @Operation
    public Integer merge(@Param(name = "key") int key, @Param(name = "value") int value) {
        return view.merge(key, value, Integer::sum);
    }

    @Operation
    public int pollLast() {
        Map.Entry<Integer, Integer> last = view.pollLastEntry();
        return last == null ? 0 : last.getKey() * 10 + last.getValue();
    }

    /** Moves a value from one key to another, as one, and answers how many entries there are then. */
    @Operation
    public long move(@Param(name = "key") int from, @Param(name = "key") int to) throws IOException {
        return stack.transact(() -> {
            Integer value = map.remove(from);
            if (value != null) {
                map.put(to, value);
            }
            return map.size();
        });
    }
}
